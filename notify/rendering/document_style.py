"""The style sheet of an email: what cannot be said inline, above all dark mode."""

# Mail programs that know no style sheets show the inline styles, which are those of light mode.
STYLE = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; width: 100%; }
table { border-collapse: collapse; border-spacing: 0; }
img { border: 0; max-width: 100%; }
.words a { overflow-wrap: anywhere; }
.words[dir="rtl"] blockquote, .words [dir="rtl"] blockquote {
  border-left: 0 !important; border-right: 10px solid #bfc1c3;
  padding: 15px 15px 0.1px 0 !important;
}
.dark-mark { display: none; }
@media only screen and (max-width: 480px) {
  .edge { padding-left: 16px !important; padding-right: 16px !important; }
}
@media (prefers-color-scheme: dark) {
  body, .page { background-color: #1b1d21 !important; }
  .words, .words p, .words li, .words h2, .words h3, .words div, .brand-text {
    color: #f1f2f3 !important;
  }
  .words a { color: #9ecbff !important; }
  .words hr { background: #6f777b !important; }
  .words blockquote { border-color: #6f777b !important; }
  .light-mark { display: none !important; }
  .dark-mark { display: block !important; }
}
[data-ogsb] .page { background-color: #1b1d21 !important; }
[data-ogsc] .words, [data-ogsc] .words p, [data-ogsc] .words li, [data-ogsc] .words h2,
[data-ogsc] .words h3, [data-ogsc] .brand-text { color: #f1f2f3 !important; }
[data-ogsc] .words a { color: #9ecbff !important; }
[data-ogsc] .light-mark { display: none !important; }
[data-ogsc] .dark-mark { display: block !important; }
""".strip()

# Outlook for Windows draws with Word: it needs fixed widths, real pixels and its own list rule.
OUTLOOK_HEAD = """<!--[if mso]>
<xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office">\
<o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>
<style>table, td, p, li, h2, h3 { font-family: Helvetica, Arial, sans-serif; } \
ul, ol { margin-left: 25px !important; }</style>
<![endif]-->"""

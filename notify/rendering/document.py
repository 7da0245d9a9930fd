"""The whole email as an HTML document: header, text, footer."""

from functools import lru_cache

from .branding import DEFAULT_BANNER_COLOUR, Branding
from .document_style import OUTLOOK_HEAD, STYLE
from .escaping import escape_html
from .markdown.html import link_target

WIDTH = 600  # pixels at most
_FONT = "font-family: Helvetica, Arial, sans-serif;"
_INK = "#0B0C0C"
_ALT_STYLE = f"{_FONT} font-size: 19px; line-height: 25px; font-weight: bold; color: {_INK};"
_MARK_ALT_STYLE = f"{_FONT} font-size: 14px; line-height: 18px; font-weight: bold;"
_HIDDEN = (
    "display: none; max-height: 0; max-width: 0; overflow: hidden; opacity: 0;"
    " font-size: 1px; line-height: 1px; color: #ffffff; mso-hide: all;"
)
_UNSEEN_TITLE = (
    "Margin: 0; padding: 0; width: 1px; height: 1px; overflow: hidden; opacity: 0;"
    " font-size: 1px; line-height: 1px; mso-hide: all;"
)
_ALTERNATIVES = {
    "en": "Government of Canada / Gouvernement du Canada",
    "fr": "Gouvernement du Canada / Government of Canada",
}
_WORDMARK_ALTERNATIVE = "Symbol of the Government of Canada / Symbole du gouvernement du Canada"


def render_document(
    *,
    fragment: str,
    subject: str,
    preheader: str,
    branding: Branding,
    language: str,
    direction: str = "ltr",
    asset_url: str,
) -> str:
    """Return the document of an email.

    `fragment` is what EmailTemplate.html gives; `language` is `en` or `fr`; `direction` is that of
    the text, `rtl` or `ltr`; the signature and the wordmark are under `{asset_url}/email/`.
    Everything but the fragment is escaped; entities in subject and preheader are kept.
    """
    title = escape_html(subject).replace('"', "&quot;")
    above, below = _frame(branding, asset_url)
    words = _words(fragment, "rtl" if direction == "rtl" else "ltr")
    return f"""<!DOCTYPE html>
<html lang="{_attribute(language)}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>{title}</title>
{OUTLOOK_HEAD}
<style>
{STYLE}
</style>
</head>
<body class="page" style="margin: 0; padding: 0; background-color: #ffffff;">
<div style="{_HIDDEN}">{escape_html(preheader)}…{"&#8199;&#65279;&#847; " * 40}</div>
<div role="article" aria-roledescription="email" aria-label="{title}" \
lang="{_attribute(language)}">
<h1 style="{_UNSEEN_TITLE}">{title}</h1>
{_table(above + words + below)}
</div>
</body>
</html>
"""


@lru_cache(maxsize=1_000)  # a service's look seldom changes; making it is a tenth of composing
def _frame(branding: Branding, asset_url: str) -> tuple[str, str]:
    """Return the rows above the words, and below them."""
    look = _banner(branding) if branding.is_banner else _logo(branding)
    return _signature(branding, asset_url) + look, _wordmark(branding, asset_url)


def _table(rows: str) -> str:
    """Lay rows out in one column, fluid but for Outlook, which knows no greatest width."""
    return f"""<table role="presentation" class="page" width="100%" cellpadding="0" \
cellspacing="0" border="0" style="width: 100%; background-color: #ffffff;"><tr><td align="center">
<!--[if mso]><table role="presentation" width="{WIDTH}" cellpadding="0" cellspacing="0" \
border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="width: 100%; max-width: {WIDTH}px; Margin: 0 auto;">{rows}</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>"""


def _row(content: str, *, padding: str, attributes: str = "", style: str = "") -> str:
    return (
        f'<tr><td class="edge"{attributes} style="padding: {padding}; {_FONT}{style}">'
        f"{content}</td></tr>\n"
    )


def _mark(asset_url: str, name: str, alternative: str, width: int, height: int) -> str:
    """Return a mark in its two variants, of which the style sheet shows one."""

    def image(file: str, kind: str, colour: str, style: str) -> str:
        address = link_target(f"{asset_url.rstrip('/')}/email/{file}.png")
        return (
            f'<img class="{kind}" src="{address}" width="{width}" height="{height}"'
            f' alt="{alternative}" style="{style} width: {width}px; max-width: 100%;'
            f' height: auto; {_MARK_ALT_STYLE} color: {colour};">'
        )

    light = image(name, "light-mark", _INK, "display: block;")
    dark = image(f"{name}-dark", "dark-mark", "#f1f2f3", "display: none; mso-hide: all;")
    return f"{light}<!--[if !mso]><!-->{dark}<!--<![endif]-->"


def _signature(branding: Branding, asset_url: str) -> str:
    if branding.signature is None:
        return ""
    name = f"signature-{branding.signature}"
    mark = _mark(asset_url, name, _ALTERNATIVES[branding.signature], 286, 55)
    return _row(mark, padding="20px 10px 10px 10px")


def _wordmark(branding: Branding, asset_url: str) -> str:
    if branding.signature is None:
        return ""
    mark = _mark(asset_url, "wordmark", _WORDMARK_ALTERNATIVE, 123, 55)
    held = (
        '<table role="presentation" align="right" cellpadding="0" cellspacing="0" border="0">'
        f"<tr><td>{mark}</td></tr></table>"
    )
    return _row(held, padding="20px 10px 30px 10px", attributes=' align="right"')


def _image(branding: Branding, height: int, alternative: str, colour: str) -> str:
    return (
        f'<img src="{link_target(branding.logo_url)}" height="{height}" alt="{alternative}"'
        f' style="display: block; height: {height}px; width: auto; max-width: 100%;'
        f' {_ALT_STYLE.replace(_INK, colour)}">'
    )


def _logo(branding: Branding) -> str:
    """Return the row of a logo, on a white plate of its own so that dark mode cannot hide it."""
    if not branding.logo_url and not branding.text:
        return ""
    # The text beside a logo says what the logo says, so only one of them is read out.
    alternative = "" if branding.text else _attribute(branding.logo_alt)
    cells = ""
    if branding.logo_url:
        image = _image(branding, 27 if branding.text else 108, alternative, _INK)
        cells += (
            '<td style="background-color: #ffffff; background-image: linear-gradient(#ffffff,'
            f' #ffffff); padding: 5px; border-radius: 4px;">{image}</td>'
        )
    if branding.text:
        cells += (
            f'<td class="brand-text" style="padding: 0 0 0 10px; {_ALT_STYLE}">'
            f"{escape_html(branding.text)}</td>"
        )
    line = f" border-left: 2px solid {branding.safe_colour};" if branding.safe_colour else ""
    table = (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
        f'<tr><td style="padding: 0 0 0 {10 if line else 0}px;{line}">'
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
        f"<tr>{cells}</tr></table></td></tr></table>"
    )
    return _row(table, padding="20px 10px 10px 10px")


def _banner(branding: Branding) -> str:
    """Return the row of a logo and white text on the brand's colour."""
    if not branding.logo_url and not branding.text:
        return ""
    colour = branding.safe_colour or DEFAULT_BANNER_COLOUR
    alternative = "" if branding.text else _attribute(branding.logo_alt)
    cells = ""
    if branding.logo_url:
        cells += f"<td>{_image(branding, 54, alternative, '#ffffff')}</td>"
    if branding.text:
        cells += (
            f'<td style="padding: 0 0 0 10px; {_ALT_STYLE.replace(_INK, "#ffffff")}">'
            f"{escape_html(branding.text)}</td>"
        )
    table = (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
        f"<tr>{cells}</tr></table>"
    )
    return _row(
        table,
        padding="10px",
        attributes=f' bgcolor="{colour}"',
        style=f" background-color: {colour};",
    )


def _words(fragment: str, direction: str) -> str:
    align = "right" if direction == "rtl" else "left"
    return (
        f'<tr><td class="words edge" dir="{direction}" align="{align}" style="padding: 20px 10px;'
        f" {_FONT} font-size: 19px; line-height: 25px; color: {_INK};"
        f' text-align: {align};">\n{fragment}\n</td></tr>\n'
    )


def _attribute(text: str) -> str:
    return escape_html(text).replace('"', "&quot;")

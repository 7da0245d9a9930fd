"""The Markdown dialect of email bodies: markdown-it with this dialect's own rules.

The dialect is that of 2014-style Markdown (mistune 0.8) as government authors know it, not
CommonMark: every line end is a line break, `^` quotes, `#` and `##` are the only headings.
"""

from .dialect import list_links, to_html, to_plain_text, to_preheader

__all__ = ["list_links", "to_html", "to_plain_text", "to_preheader"]

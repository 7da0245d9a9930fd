"""What words and values become: each case is an id, a template, values, HTML and plain text.

HTML is compared without styles, classes, and paragraphs that only wrap a list item; see markup.py.
"""

RULE = "=" * 65
UNDERLINE = "-" * 65

Case = tuple[str, str, dict[str, object], str, str | None]

WHAT_IS_PUT_IN: tuple[Case, ...] = (
    (
        "what_is_put_in_1",
        "Dear ((name))",
        {"name": "**Ana** [x](https://x.example)"},
        '<p>Dear <strong>Ana</strong> <a href="https://x.example">x</a></p>',
        "Dear **Ana** x: https://x.example\n",
    ),
    (
        "what_is_put_in_2",
        "((block))",
        {"block": "# Heading\n\n* one item\n* two items"},
        "<h2>Heading</h2><ul><li>one item</li><li>two items</li></ul>",
        f"Heading\n{UNDERLINE}\n\n• one item\n• two items\n",
    ),
)

CONDITIONALS: tuple[Case, ...] = (
    (
        "conditionals_1",
        "((late??# Late\n\nPay [now](https://x.example).))\n\nEnd",
        {"late": "yes"},
        '<h2>Late</h2><p>Pay <a href="https://x.example">now</a>.</p><p>End</p>',
        f"Late\n{UNDERLINE}\n\nPay now: https://x.example.\n\nEnd\n",
    ),
)

BOLD_AND_ITALIC: tuple[Case, ...] = (
    (
        "bold_and_italic_1",
        "**bold** and _italic_ and *star*",
        {},
        "<p><strong>bold</strong> and <em>italic</em> and <em>star</em></p>",
        "**bold** and _italic_ and _star_\n",
    ),
    (
        "bold_and_italic_2",
        "__bold__ ***both***",
        {},
        "<p><strong>bold</strong> <strong><em>both</em></strong></p>",
        "**bold** **_both_**\n",
    ),
    (
        "bold_and_italic_3",
        "file_name_x and 2*3*4 and 4 * 5",
        {},
        "<p>file_name_x and 2<em>3</em>4 and 4 * 5</p>",
        "file_name_x and 2_3_4 and 4 * 5\n",
    ),
    ("bold_and_italic_4", "**never closed", {}, "<p>**never closed</p>", "**never closed\n"),
    ("bold_and_italic_5", "\\*escaped\\*", {}, "<p>*escaped*</p>", "*escaped*\n"),
)

LINKS: tuple[Case, ...] = (
    (
        "links_1",
        "[Apply](https://x.example/a)",
        {},
        '<p><a href="https://x.example/a">Apply</a></p>',
        "Apply: https://x.example/a\n",
    ),
    (
        "links_2",
        '[Apply](https://x.example "Form")',
        {},
        '<p><a href="https://x.example" title="Form">Apply</a></p>',
        "Apply (Form): https://x.example\n",
    ),
    (
        "links_3",
        "[Mail](mailto:a@x.example) [Call](tel:+16135550123) [None](x.example)",
        {},
        (
            '<p><a href="mailto:a@x.example">Mail</a> <a href="tel:+16135550123">Ca'
            'll</a> <a href="x.example">None</a></p>'
        ),
        "Mail: mailto:a@x.example Call: tel:+16135550123 None: x.example\n",
    ),
    (
        "links_4",
        "[Bad](javascript:alert) [Bad](data:x) [Bad](ftp://x.example)",
        {},
        '<p><a href="#">Bad</a> <a href="#">Bad</a> <a href="#">Bad</a></p>',
        "Bad: javascript:alert Bad: data:x Bad: ftp://x.example\n",
    ),
    (
        "links_5",
        "See https://x.example/a?b=1&c=2.",
        {},
        ('<p>See <a href="https://x.example/a?b=1&c=2">https://x.example/a?b=1&amp;c=2</a>.</p>'),
        "See https://x.example/a?b=1&c=2.\n",
    ),
    (
        "links_6",
        "(https://x.example) and https://x.example, ok!",
        {},
        (
            '<p>(<a href="https://x.example">https://x.example</a>) and <a href="ht'
            'tps://x.example">https://x.example</a>, ok!</p>'
        ),
        "(https://x.example) and https://x.example, ok!\n",
    ),
    (
        "links_7",
        "https://x.example/a_(b)",
        {},
        '<p><a href="https://x.example/a_(b">https://x.example/a_(b</a>)</p>',
        "https://x.example/a_(b)\n",
    ),
    (
        "links_8",
        "www.x.example x.example HTTPS://X.EXAMPLE a@x.example",
        {},
        "<p>www.x.example x.example HTTPS://X.EXAMPLE a@x.example</p>",
        "www.x.example x.example HTTPS://X.EXAMPLE a@x.example\n",
    ),
    (
        "links_9",
        "[Track](((u)))",
        {"u": "https://x.example/t?id=1"},
        '<p><a href="https://x.example/t?id=1">Track</a></p>',
        "Track: https://x.example/t?id=1\n",
    ),
    (
        "links_10",
        "https://x.example/((id))",
        {"id": "A-7"},
        '<p><a href="https://x.example/A-7">https://x.example/A-7</a></p>',
        "https://x.example/A-7\n",
    ),
    (
        "links_11",
        "[a] (https://x.example) \\[b\\](https://x.example)",
        {},
        (
            '<p>[a] (<a href="https://x.example">https://x.example</a>) [b](<a href'
            '="https://x.example">https://x.example</a>)</p>'
        ),
        "[a] (https://x.example) [b](https://x.example)\n",
    ),
)

NOT_SUPPORTED: tuple[Case, ...] = (
    (
        "not_supported_1",
        "a `code` ~~struck~~ ![alt](https://x.example/i.png) b",
        {},
        "<p>a code struck b</p>",
        "a code struck  b\n",
    ),
    ("not_supported_2", "    indented", {}, "<p>indented</p>", "indented\n"),
    (
        "not_supported_3",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        {},
        "<p>a, b<br>1, 2</p>",
        "a, b\n1, 2\n",
    ),
    (
        "not_supported_4",
        "<b>x</b> &copy; <br>",
        {},
        "<p>&lt;b>x&lt;/b> © &lt;br></p>",
        "<b>x</b> © <br>\n",
    ),
)

LANGUAGE_AND_DIRECTION_BLOCKS: tuple[Case, ...] = (
    (
        "language_and_direction_blocks_1",
        "[[en]]\n# Hello\n\nText\n[[/en]]\n\n---\n\n[[fr]]\n# Bonjour\n\nTexte\n[[/fr]]",
        {},
        (
            '<div lang="en-ca"><h2>Hello</h2><p>Text</p></div><hr><div lang="fr-ca"'
            "><h2>Bonjour</h2><p>Texte</p></div>"
        ),
        f"Hello\n{UNDERLINE}\n\nText\n\n{RULE}\n\n\nBonjour\n{UNDERLINE}\n\nTexte\n",
    ),
    (
        "language_and_direction_blocks_2",
        "Both\n[[fr]]\n* pomme\n* poire\n[[/fr]]\nBoth",
        {},
        ('<p>Both</p><div lang="fr-ca"><ul><li>pomme</li><li>poire</li></ul></div><p>Both</p>'),
        None,
    ),
    (
        "language_and_direction_blocks_3",
        "[[en]]one[[/en]] two",
        {},
        '<div lang="en-ca"><p>one</p></div><p>two</p>',
        None,
    ),
    (
        "language_and_direction_blocks_4",
        "[[en]]\nnot closed",
        {},
        "<p>[[en]]<br>not closed</p>",
        None,
    ),
    (
        "language_and_direction_blocks_5",
        "[[EN]]\nupper case\n[[/EN]]",
        {},
        "<p>[[EN]]<br>upper case<br>[[/EN]]</p>",
        None,
    ),
    (
        "language_and_direction_blocks_6",
        "[[en]]\n[[rtl]]\nboth\n[[/rtl]]\n[[/en]]",
        {},
        '<div lang="en-ca"><div dir="rtl"><p>both</p></div></div>',
        None,
    ),
    (
        "language_and_direction_blocks_7",
        "[[fr]]\n^ Note\n[[/fr]]",
        {},
        '<div lang="fr-ca"><blockquote><p>Note</p></blockquote></div>',
        "Note\n",
    ),
)

TYPOGRAPHY: tuple[Case, ...] = (
    (
        "typography_1",
        "It's \"fine\" - ok -- or 'not'",
        {},
        "<p>It’s “fine” – ok – or ‘not’</p>",
        "It’s “fine” – ok – or ‘not’\n",
    ),
    (
        "typography_2",
        "L'été, c'est aujourd'hui",
        {},
        "<p>L’été, c’est aujourd’hui</p>",
        "L’été, c’est aujourd’hui\n",
    ),
    (
        "typography_3",
        "a , b . c ; d : e ! f ? «x»",
        {},
        "<p>a, b. c ; d : e ! f ? «x»</p>",
        "a, b. c ; d : e ! f ? «x»\n",
    ),
    (
        "typography_4",
        "wait... and … (c) 1/2 a--b",
        {},
        "<p>wait... and … (c) 1/2 a--b</p>",
        "wait... and … (c) 1/2 a--b\n",
    ),
    (
        "typography_5",
        "**Bob**'s and the '90s",
        {},
        "<p><strong>Bob</strong>’s and the ‘90s</p>",
        "**Bob**’s and the ‘90s\n",
    ),
    (
        "typography_6",
        "o'neil@x.example isn't it's",
        {},
        "<p>o'neil@x.example isn’t it’s</p>",
        "o'neil@x.example isn’t it’s\n",
    ),
    (
        "typography_7",
        "[it's](https://x.example/it's)",
        {},
        "<p><a href=\"https://x.example/it's\">it's</a></p>",
        "it’s: https://x.example/it's\n",
    ),
    ("typography_8", "one -\ntwo", {}, "<p>one -<br>two</p>", "one – two\n"),
    (
        "typography_9",
        "2020-2021 and -5 and a – b — c",
        {},
        "<p>2020-2021 and -5 and a – b – c</p>",
        "2020-2021 and -5 and a – b – c\n",
    ),
)

CASES = (
    *WHAT_IS_PUT_IN,
    *CONDITIONALS,
    *BOLD_AND_ITALIC,
    *LINKS,
    *NOT_SUPPORTED,
    *LANGUAGE_AND_DIRECTION_BLOCKS,
    *TYPOGRAPHY,
)

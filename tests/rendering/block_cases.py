"""What blocks become: each case is an id, a template, values, HTML and plain text.

HTML is compared without styles, classes, and paragraphs that only wrap a list item; see markup.py.
"""

RULE = "=" * 65
UNDERLINE = "-" * 65

Case = tuple[str, str, dict[str, object], str, str | None]

LISTS: tuple[Case, ...] = (
    (
        "lists_1",
        "Bring ((docs))\n\nThanks",
        {"docs": ["ID", "photo"]},
        "<p>Bring</p><ul><li>ID</li><li>photo</li></ul><p>Thanks</p>",
        "Bring \n\n• ID\n• photo\n\nThanks\n",
    ),
    (
        "lists_2",
        "((docs)) today",
        {"docs": ["ID", "photo"]},
        "<ul><li>ID</li><li>photo today</li></ul>",
        "• ID\n• photo today\n",
    ),
)

PARAGRAPHS: tuple[Case, ...] = (
    (
        "paragraphs_1",
        "One\nTwo\n\nThree",
        {},
        "<p>One<br>Two</p><p>Three</p>",
        "One\nTwo\n\nThree\n",
    ),
    ("paragraphs_2", "One\n\n\n\nTwo", {}, "<p>One</p><p>Two</p>", "One\n\nTwo\n"),
    ("paragraphs_3", "One  \nTwo", {}, "<p>One<br>Two</p>", "One\nTwo\n"),
)

HEADINGS: tuple[Case, ...] = (
    ("headings_1", "# Title", {}, "<h2>Title</h2>", f"Title\n{UNDERLINE}\n"),
    ("headings_2", "## Subtitle", {}, "<h3>Subtitle</h3>", f"Subtitle\n{UNDERLINE}\n"),
    ("headings_3", "### Third", {}, "<p>Third</p>", "Third\n"),
    (
        "headings_4",
        "#Title\nText",
        {},
        "<h2>Title</h2><p>Text</p>",
        f"Title\n{UNDERLINE}\n\nText\n",
    ),
    (
        "headings_5",
        "Text\n# Title",
        {},
        "<p>Text</p><h2>Title</h2>",
        f"Text\n\n\nTitle\n{UNDERLINE}\n",
    ),
    ("headings_6", "# Title ##", {}, "<h2>Title</h2>", f"Title\n{UNDERLINE}\n"),
    ("headings_7", "Title\n===", {}, "<h2>Title</h2>", f"Title\n{UNDERLINE}\n"),
    (
        "headings_8",
        "Text\n---\nMore",
        {},
        "<h3>Text</h3><p>More</p>",
        f"Text\n{UNDERLINE}\n\nMore\n",
    ),
    ("headings_9", "Text\n-\nMore", {}, "<h3>Text</h3><p>More</p>", f"Text\n{UNDERLINE}\n\nMore\n"),
    ("headings_10", "Not a # title", {}, "<p>Not a # title</p>", "Not a # title\n"),
    ("headings_11", "\\# Not a title", {}, "<p># Not a title</p>", "# Not a title\n"),
)

BULLETED_LISTS: tuple[Case, ...] = (
    (
        "bulleted_lists_1",
        "* one item\n* two items",
        {},
        "<ul><li>one item</li><li>two items</li></ul>",
        "• one item\n• two items\n",
    ),
    (
        "bulleted_lists_2",
        "- one item\n• two items",
        {},
        "<ul><li>one item</li><li>two items</li></ul>",
        "• one item\n• two items\n",
    ),
    (
        "bulleted_lists_3",
        "Bring:\n* ID card\n* photo\n\nThanks",
        {},
        "<p>Bring:</p><ul><li>ID card</li><li>photo</li></ul><p>Thanks</p>",
        "Bring:\n\n• ID card\n• photo\n\nThanks\n",
    ),
    (
        "bulleted_lists_4",
        "Bring:\n• ID card\n• photo",
        {},
        "<p>Bring:<br>• ID card<br>• photo</p>",
        "Bring:\n• ID card\n• photo\n",
    ),
    (
        "bulleted_lists_5",
        "* one item\n\n* two items",
        {},
        "<ul><li>one item</li><li>two items</li></ul>",
        "• one item\n• two items\n",
    ),
    (
        "bulleted_lists_6",
        "* one item\n  * inner item\n* two items",
        {},
        "<ul><li>one item<ul><li>inner item</li></ul></li><li>two items</li></ul>",
        "• one item\n\n• inner item\n• two items\n",
    ),
    (
        "bulleted_lists_7",
        "* one item\n* two items\nnext line",
        {},
        "<ul><li>one item</li><li>two items<br>next line</li></ul>",
        "• one item\n• two items\nnext line\n",
    ),
    (
        "bulleted_lists_8",
        "* one item\n\n\n* two items",
        {},
        "<ul><li>one item</li></ul><ul><li>two items</li></ul>",
        "• one item\n\n• two items\n",
    ),
    (
        "bulleted_lists_9",
        "*no space\n*again",
        {},
        "<p><em>no space</em>again</p>",
        "_no space_again\n",
    ),
    ("bulleted_lists_10", "+ plus\n+ plus", {}, "<p>+ plus</p><p>+ plus</p>", "+ plus\n\n+ plus\n"),
    ("bulleted_lists_11", "* x", {}, "<p>* x</p>", "* x\n"),
)

NUMBERED_LISTS: tuple[Case, ...] = (
    (
        "numbered_lists_1",
        "3. three apples\n9. nine pears",
        {},
        "<ol><li>three apples</li><li>nine pears</li></ol>",
        "1. three apples\n2. nine pears\n",
    ),
    (
        "numbered_lists_2",
        "Do:\n1. sign in\n2. pay\n\nDone",
        {},
        "<p>Do:</p><ol><li>sign in</li><li>pay</li></ol><p>Done</p>",
        "Do:\n\n1. sign in\n2. pay\n\nDone\n",
    ),
    (
        "numbered_lists_3",
        "1. sign in\n\nText\n\n2. pay now",
        {},
        "<ol><li>sign in</li></ol><p>Text</p><ol><li>pay now</li></ol>",
        "1. sign in\n\nText\n\n1. pay now\n",
    ),
    (
        "numbered_lists_4",
        "1) sign in\n2) pay",
        {},
        "<p>1) sign in<br>2) pay</p>",
        "1) sign in\n2) pay\n",
    ),
    (
        "numbered_lists_5",
        "1. outer one\n   * inner one\n   * inner two\n2. outer two",
        {},
        (
            "<ol><li>outer one<ul><li>inner one</li><li>inner two</li></ul></li><li"
            ">outer two</li></ol>"
        ),
        "1. outer one\n\n• inner one\n• inner two\n2. outer two\n",
    ),
    (
        "numbered_lists_6",
        "* bullets here\n* more bullets\n\n1. numbers now\n2. more numbers",
        {},
        (
            "<ul><li>bullets here</li><li>more bullets</li><li>numbers now</li><li>"
            "more numbers</li></ul>"
        ),
        "• bullets here\n• more bullets\n• numbers now\n• more numbers\n",
    ),
    ("numbered_lists_7", "2024. A year", {}, "<ol><li>A year</li></ol>", "1. A year\n"),
)

BLOCK_QUOTES_INSET: tuple[Case, ...] = (
    (
        "block_quotes_inset_1",
        "^ Keep this",
        {},
        "<blockquote><p>Keep this</p></blockquote>",
        "Keep this\n",
    ),
    (
        "block_quotes_inset_2",
        "^One\n^ Two\nThree",
        {},
        "<blockquote><p>One<br>Two<br>Three</p></blockquote>",
        "One\nTwo\nThree\n",
    ),
    (
        "block_quotes_inset_3",
        "^ One\n\n^ Two\n\nAfter",
        {},
        "<blockquote><p>One</p><p>Two</p></blockquote><p>After</p>",
        "One\n\nTwo\n\nAfter\n",
    ),
    (
        "block_quotes_inset_4",
        "Text\n^ not a quote",
        {},
        "<p>Text<br>^ not a quote</p>",
        "Text\n^ not a quote\n",
    ),
    (
        "block_quotes_inset_5",
        "^ # Title\n^ * apple\n^ * pear",
        {},
        "<blockquote><h2>Title</h2><ul><li>apple</li><li>pear</li></ul></blockquote>",
        f"Title\n{UNDERLINE}\n\n• apple\n• pear\n",
    ),
    ("block_quotes_inset_6", "> not a quote", {}, "<p>> not a quote</p>", "> not a quote\n"),
)

RULES: tuple[Case, ...] = (
    ("rules_1", "One\n\n---\n\nTwo", {}, "<p>One</p><hr><p>Two</p>", f"One\n\n{RULE}\n\nTwo\n"),
    ("rules_2", "One\n***\nTwo", {}, "<p>One</p><hr><p>Two</p>", f"One\n\n{RULE}\n\nTwo\n"),
    (
        "rules_3",
        "* one item\n* two items\n___\nTwo",
        {},
        "<ul><li>one item</li><li>two items</li></ul><hr><p>Two</p>",
        f"• one item\n• two items\n\n{RULE}\n\nTwo\n",
    ),
    ("rules_4", "One\n\n--\n\nTwo", {}, "<p>One</p><p>--</p><p>Two</p>", "One – Two\n"),
)

CASES = (
    *LISTS,
    *PARAGRAPHS,
    *HEADINGS,
    *BULLETED_LISTS,
    *NUMBERED_LISTS,
    *BLOCK_QUOTES_INSET,
    *RULES,
)

"""Templates as files: Markdown with front matter, or JSON. What is written reads back the same.

A Markdown file begins with `---`, a `name: value` line for each property (values as in JSON, or
bare words), `---`, and then the text; the two texts of a pair begin with `<!-- en -->` and
`<!-- fr -->` on lines of their own. A line of a text that looks like that has a backslash in front.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from notify.message_templates.models import Template

TEXTS = ("subject_en", "subject_fr", "body_en", "body_fr")
LARGEST = 20_000_000  # bytes, unpacked
MOST_FILES = 2_000
_MARK = re.compile(r"(?m)^(\\*)(<!-- (?:en|fr) -->)$")
_PART = re.compile(r"(?m)^<!-- (en|fr) -->\n")
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class TemplateFile:
    """What a file says about one template. `id` is empty for a new one."""

    name: str
    channel: str
    languages: str
    id: str = ""
    category: str = ""
    folder: str = ""
    right_to_left: bool = False
    one_click_unsubscribe: bool = False
    subject_en: str = ""
    subject_fr: str = ""
    body_en: str = ""
    body_fr: str = ""


PROPERTIES = {each.name: each.type for each in fields(TemplateFile)}


class UnreadableFile(Exception):
    """A file cannot be read as templates: `code` says why, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def describe(template: Template, folder: str) -> TemplateFile:
    """Return a template as it is written to files; `folder` is its path."""
    return TemplateFile(
        id=str(template.pk),
        name=template.name,
        channel=template.channel,
        languages=template.text,
        category=template.category.name_en if template.category else "",
        folder=folder,
        right_to_left=template.right_to_left,
        one_click_unsubscribe=template.one_click_unsubscribe,
        **{name: getattr(template, name) or "" for name in TEXTS},
    )


def write_json(files: Iterable[TemplateFile]) -> str:
    return json.dumps([asdict(each) for each in files], ensure_ascii=False, indent=2) + "\n"


def write_markdown(file: TemplateFile) -> str:
    lines = ["---"]
    for name, value in asdict(file).items():
        if name not in ("body_en", "body_fr") and value not in ("", False):
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    parts = [
        f"<!-- {language} -->\n{_MARK.sub(_escape, body)}"
        for language, body in (("en", file.body_en), ("fr", file.body_fr))
        if body
    ]
    return "\n".join([*lines, "---", *parts]) + "\n"


def write_zip(files: Iterable[TemplateFile]) -> bytes:
    """Return a zip with a Markdown file for each template, in the directories of its folders."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(f"{_directory(file.folder)}{file_name(file)}", write_markdown(file))
    return out.getvalue()


def file_name(file: TemplateFile) -> str:
    """Return a name without odd characters; the id keeps two of one name apart."""
    return f"{_safe(file.name)[:80]}-{file.id[:8]}.md"


def read_files(name: str, content: bytes) -> list[tuple[str, TemplateFile]]:
    """Return the templates of an uploaded file, each with the name of the file it is in.

    Raises UnreadableFile.
    """
    if name.lower().endswith(".zip"):
        return _read_zip(content)
    if name.lower().endswith(".json"):
        return [(f"{name} [{n}]", each) for n, each in enumerate(_read_json(name, content), 1)]
    return [(name, _read_markdown(name, content))]


def _read_zip(content: bytes) -> list[tuple[str, TemplateFile]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnreadableFile("not-a-zip") from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    entries = [entry for entry in entries if not entry.filename.startswith("__MACOSX/")]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
        raise UnreadableFile("too-large")
    found = []
    for entry in entries:
        try:
            text = archive.read(entry)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise UnreadableFile("not-a-zip", entry.filename) from error
        found += read_files(entry.filename, text) if not _is_zip(entry.filename) else []
    return found


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _read_json(name: str, content: bytes) -> list[TemplateFile]:
    try:
        found = json.loads(_text(name, content))
    except ValueError as error:
        raise UnreadableFile("not-json", name) from error
    rows = found if isinstance(found, list) else [found]
    return [_build(name, row) for row in rows]


def _read_markdown(name: str, content: bytes) -> TemplateFile:
    head, mark, body = _text(name, content).partition("\n---\n")
    if not head.startswith("---\n") or not mark:
        raise UnreadableFile("no-front-matter", name)
    values: dict[str, Any] = {}
    for line in head.removeprefix("---\n").splitlines():
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        if not colon:
            raise UnreadableFile("bad-line", f"{name}: {line[:60]}")
        values[key.strip()] = _value(value.strip())
    return _build(name, values | _bodies(body, str(values.get("languages", ""))))


def _bodies(text: str, languages: str) -> dict[str, str]:
    """Return the texts by field; one without a mark is in the file's one language."""
    first, *marked = _PART.split(text)
    found = {}
    if first.strip():
        found[f"body_{'fr' if languages == 'fr' else 'en'}"] = first
    found |= {f"body_{marked[n]}": marked[n + 1] for n in range(0, len(marked), 2)}
    return {name: _MARK.sub(_unescape, body.removesuffix("\n")) for name, body in found.items()}


def _build(name: str, values: object) -> TemplateFile:
    if not isinstance(values, Mapping):
        raise UnreadableFile("not-an-object", name)
    unknown = sorted(str(key) for key in values if key not in PROPERTIES)
    if unknown:
        raise UnreadableFile("unknown-property", f"{name}: {', '.join(unknown)[:100]}")
    for key, value in values.items():
        wanted = bool if key in ("right_to_left", "one_click_unsubscribe") else str
        if not isinstance(value, wanted):
            raise UnreadableFile("wrong-type", f"{name}: {key}")
    return TemplateFile(**{"name": "", "channel": "", "languages": "", **values})


def _value(text: str) -> Any:
    """Read a value as JSON, else as the bare words of somebody who wrote the file by hand."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str | bool) else text


def _text(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("not-utf-8", name) from error
    return text.replace("\r\n", "\n")


def _escape(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def _unescape(match: re.Match[str]) -> str:
    return match[0].removeprefix("\\")


def _directory(folder: str) -> str:
    parts = [_safe(part) for part in folder.split("/") if part.strip()]
    return "".join(f"{part}/" for part in parts)


def _safe(name: str) -> str:
    return _UNSAFE.sub("-", name).strip("-.") or "template"

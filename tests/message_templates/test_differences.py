"""Differences by the word, and the sum of two people's changes."""

import random

import pytest

from notify.message_templates.differences import Piece, find_differences, merge_texts


def marked(old: str, new: str) -> str:
    marks = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return "".join(marks[piece.kind].format(piece.text) for piece in find_differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("the red car", "the blue car", "the -red-+blue+ car"),
        ("one", "one two", "one+ two+"),
        ("a\nb\nc", "a\nc", "a\n-b\n-c"),
        ("l'été", "l'hiver", "l'-été-+hiver+"),
        ("((name))", "((nom))", "((-name-+nom+))"),
    ],
)
def test_only_the_words_that_changed_are_marked(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_both_texts_can_be_read_from_the_pieces() -> None:
    words = ["one", "two ", "\n", "three", " ", "(("]
    chance = random.Random(7)
    for _ in range(200):
        old = "".join(chance.choices(words, k=chance.randrange(30)))
        new = "".join(chance.choices(words, k=chance.randrange(30)))

        pieces = find_differences(old, new)

        assert "".join(each.text for each in pieces if each.kind != "added") == old
        assert "".join(each.text for each in pieces if each.kind != "removed") == new


def test_a_passage_too_long_to_compare_by_the_word_is_replaced_whole() -> None:
    old, new = "a " * 5_000, "b " * 5_000

    assert find_differences(old, new) == [Piece("removed", old), Piece("added", new)]


@pytest.mark.parametrize(
    ("mine", "theirs", "both", "is_clean"),
    [
        ("A\nb\nc\nd\n", "a\nb\nc\nD\n", "A\nb\nc\nD\n", True),
        ("a\nb\nc\nd\n", "a\nb\nc\nD\n", "a\nb\nc\nD\n", True),
        ("A\nb\nc\nd\n", "A\nb\nc\nd\n", "A\nb\nc\nd\n", True),
        ("A\nb\nc\nd\n", "AA\nb\nc\nd\n", "A\nAA\nb\nc\nd\n", False),
        ("b\nc\nd\n", "a\nb\nc\n", "b\nc\n", True),
        ("a\nb\nx\nc\nd\n", "a\nb\ny\nc\nd\n", "a\nb\nx\ny\nc\nd\n", False),
        ("", "a\nb\nc\nd\ne\n", "e\n", True),
    ],
)
def test_changes_of_two_people_add_up(mine: str, theirs: str, both: str, is_clean: bool) -> None:
    assert merge_texts("a\nb\nc\nd\n", mine, theirs) == (both, is_clean)


def test_no_line_that_somebody_added_is_lost() -> None:
    chance = random.Random(11)
    base = [f"line {number}\n" for number in range(12)]
    for _ in range(200):
        mine, theirs = list(base), list(base)
        mine.insert(chance.randrange(13), "mine\n")
        theirs.insert(chance.randrange(13), "theirs\n")
        for text in (mine, theirs):
            del text[chance.randrange(len(text))]

        both, _ = merge_texts("".join(base), "".join(mine), "".join(theirs))

        assert ("mine\n" in mine) <= ("mine\n" in both)
        assert ("theirs\n" in theirs) <= ("theirs\n" in both)

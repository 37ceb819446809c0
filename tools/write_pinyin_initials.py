"""Writes app/data/pinyin_initials.txt: for each letter the Han characters that are read with it.

pypinyin's own dictionary takes 57 MB of memory in each process; a letter per character is enough
to find a villager by the initials of her name.
"""

from pathlib import Path

from pypinyin import Style, lazy_pinyin

TARGET = Path(__file__).parent.parent / "app" / "data" / "pinyin_initials.txt"
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2A6E0))


def main() -> None:
    lines: dict[str, list[str]] = {}
    for point in (point for block in HAN for point in block):
        letters = lazy_pinyin(chr(point), style=Style.FIRST_LETTER, errors="ignore")
        if letters and letters[0].isascii() and letters[0].isalpha():
            lines.setdefault(letters[0].lower(), []).append(chr(point))
    text = "".join(f"{letter} {''.join(lines[letter])}\n" for letter in sorted(lines))
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Every pair of colours that meets on a page can be read, by day and by night (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[1] / "static" / "base" / "tokens.css"
TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    ("document-color", "document-background-color", TEXT),
    ("color-ink", "color-hall", TEXT),
    ("color-ink", "color-paper-deep", TEXT),
    ("color-ink", "color-door-wash", TEXT),
    ("color-ink", "color-brick-wash", TEXT),
    ("color-ink", "color-brass-wash", TEXT),
    ("color-ink", "color-sky-wash", TEXT),
    ("color-ink-soft", "color-paper", TEXT),
    ("color-ink-soft", "color-hall", TEXT),
    ("color-ink-soft", "color-door-wash", TEXT),
    ("color-ink-soft", "color-brass-wash", TEXT),
    ("color-ink-soft", "color-paper-deep", TEXT),
    ("link-color", "document-background-color", TEXT),
    ("link-color", "color-hall", TEXT),
    ("link-color", "color-paper-deep", TEXT),
    ("link-color", "color-brick-wash", TEXT),
    ("link-color", "color-brass-wash", TEXT),
    ("link-color", "color-sky-wash", TEXT),
    ("link-hover-color", "document-background-color", TEXT),
    ("page-header-color", "page-header-background-color", TEXT),
    ("button-primary-action-color", "button-primary-action-background-color", TEXT),
    ("button-primary-action-color", "button-primary-action-hover-background-color", TEXT),
    ("button-secondary-action-color", "button-secondary-action-background-color", TEXT),
    ("button-secondary-action-color", "button-secondary-action-hover-background-color", TEXT),
    ("button-danger-color", "button-danger-background-color", TEXT),
    ("button-danger-color", "button-danger-hover-background-color", TEXT),
    ("textbox-color", "textbox-background-color", TEXT),
    ("form-field-description-color", "document-background-color", TEXT),
    ("form-field-error-message-color", "document-background-color", TEXT),
    ("form-field-error-message-color", "color-hall", TEXT),
    ("table-header-color", "card-background-color", TEXT),
    ("alert-danger-color", "alert-danger-background-color", TEXT),
    ("alert-attention-color", "alert-attention-background-color", TEXT),
    ("alert-info-color", "alert-info-background-color", TEXT),
    ("alert-good-color", "alert-good-background-color", TEXT),
    ("badge-neutral-color", "badge-neutral-background-color", TEXT),
    ("textbox-border-color", "document-background-color", GRAPHIC),
    ("textbox-border-color", "color-hall", GRAPHIC),
    ("textbox-invalid-border-color", "color-hall", GRAPHIC),
    ("focus-outline-color", "document-background-color", GRAPHIC),
    ("focus-outline-color", "color-hall", GRAPHIC),
    ("focus-outline-color", "color-door-wash", GRAPHIC),
    ("color-sky", "color-hall", GRAPHIC),
    ("color-brass", "color-hall", GRAPHIC),
    ("color-brick", "color-hall", GRAPHIC),
    ("color-leaf", "color-hall", GRAPHIC),
]


def tokens_of(scheme):
    """Name to value; the dark ones lie over the light ones, as in the browser."""
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--voordeur-([\w-]+):\s*([^;]+);", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--voordeur-([\w-]+):\s*([^;]+);", dark))
    return found


def colour(name, tokens):
    value = tokens[name]
    pointed = re.fullmatch(r"var\(--voordeur-([\w-]+)\)", value)
    return colour(pointed.group(1), tokens) if pointed else value


def luminance(value):
    """Relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance)."""
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"{value} is not a colour of six hex digits"
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_a_pair_can_be_read(scheme, front, back, least):
    tokens = tokens_of(scheme)

    assert ratio(colour(front, tokens), colour(back, tokens)) >= least


def test_the_measure_itself_is_right():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_components_take_every_colour_from_the_tokens():
    allowed = {"print.css", "tokens.css"}
    sheets = [path for path in TOKENS.parent.glob("*.css") if path.name not in allowed]
    found = {
        f"{path.name}: {value}"
        for path in sheets
        for value in re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text())
    }

    # A camera reads a code only dark on white, whatever the theme.
    assert found == {"components.css: #fff"}


def test_every_token_that_is_used_exists():
    known = set(tokens_of("dark"))
    used = {
        name
        for path in TOKENS.parent.glob("*.css")
        for name in re.findall(r"var\(--voordeur-([\w-]+)", path.read_text())
    }

    assert used <= known

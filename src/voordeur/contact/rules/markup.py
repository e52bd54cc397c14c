"""Answers at hand are written in Markdown and shown as safe HTML: no scripts, no styles, no pictures from elsewhere."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

# Headings of an article stand below the title of the page.
ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "hr"}
LINKS = {"http", "https", "mailto", "tel"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=256)
def to_html(source: str) -> str:
    """Safe HTML of a Markdown text; HTML in the text is shown as it was typed, and never run."""
    parser = _parser()
    tokens = parser.parse(source)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html, tags=ALLOWED, attributes={"a": {"href", "title"}}, url_schemes=LINKS, link_rel="noopener noreferrer"
    )

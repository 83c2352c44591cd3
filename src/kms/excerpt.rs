//! Text from input, made safe to show.

use alloc::string::String;
use core::fmt::{self, Write as _};

/// A piece of text from input, as it may be shown on a terminal or in a log.
///
/// Printable ASCII stays; every other character becomes `\u{…}`, so that no escape sequence, line break or
/// bidirectional mark gets through; longer text is cut at 80 characters and ends in `...`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Excerpt(String);

impl Excerpt {
    /// The longest text that is shown, in characters.
    pub const MAX_LEN: usize = 80;

    /// Creates the excerpt of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut shown = String::new();
        for c in text.chars() {
            let before = shown.len();
            if c == ' ' || c.is_ascii_graphic() {
                shown.push(c);
            } else {
                shown.extend(c.escape_unicode());
            }
            if shown.len() > Self::MAX_LEN {
                shown.truncate(before.min(Self::MAX_LEN - CUT.len()));
                shown.push_str(CUT);
                break;
            }
        }
        Self(shown)
    }

    /// Returns the text, which is safe to print.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        f.write_str(&self.0)?;
        f.write_char('"')
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const CUT: &str = "...";

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString as _};

    use super::*;

    #[test]
    fn control_bidi_and_non_ascii_characters_are_escaped() {
        assert_eq!(Excerpt::of("a\x1b[31m\n\u{202e}é").as_str(), "a\\u{1b}[31m\\u{a}\\u{202e}\\u{e9}");
    }

    #[test]
    fn long_text_is_cut_at_eighty_characters() {
        let exact = "x".repeat(80);
        assert_eq!(Excerpt::of(&exact).as_str(), exact);
        assert_eq!(Excerpt::of(&"x".repeat(81)).to_string(), format!("\"{}...\"", "x".repeat(77)));
        let escaped = "\u{1}".repeat(1000);
        assert!(Excerpt::of(&escaped).as_str().len() <= 80);
    }
}

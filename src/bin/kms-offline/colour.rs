//! Colour: on a terminal only, and never if `NO_COLOR` is set.

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use clap::builder::styling::{AnsiColor, Style};

pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();

/// The text in a style, if `stream` is a terminal that shows it; else the text alone, so that scripts can compare it.
pub(crate) fn styled(text: &str, style: Style, stream: &impl RawStream) -> String {
    if stream.is_terminal() && AutoStream::choice(stream) != ColorChoice::Never {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

//! The attributes of sessions by their names (spec/trends 5.2).

/// An attribute of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionAttribute<'a> {
    /// Whole seconds between the first and the last event.
    Duration,
    /// When the first event was.
    Start,
    /// When the last event was.
    End,
    /// By which channel it came.
    ChannelType,
    /// How many events of that name there are.
    Count(&'static str),
    /// Whether hardly anything happened.
    IsBounce,
    /// The first value of a property.
    First(&'a str),
    /// The last value of a property.
    Last(&'a str),
}

impl SessionAttribute<'_> {
    /// Returns the attribute of a name; any other name is a property's, of which it is the first value.
    pub fn named(key: &str) -> SessionAttribute<'_> {
        match key {
            "$session_duration" | "duration" => SessionAttribute::Duration,
            "$start_timestamp" => SessionAttribute::Start,
            "$end_timestamp" => SessionAttribute::End,
            "$channel_type" => SessionAttribute::ChannelType,
            "$pageview_count" => SessionAttribute::Count("$pageview"),
            "$autocapture_count" => SessionAttribute::Count("$autocapture"),
            "$screen_count" => SessionAttribute::Count("$screen"),
            "$is_bounce" => SessionAttribute::IsBounce,
            _ => {
                let start = key.strip_prefix("$entry_").map(|name| SessionAttribute::First(property_named(name)));
                let end = key.strip_prefix("$end_").or_else(|| key.strip_prefix("$exit_"));
                let end = || end.map(|name| SessionAttribute::Last(property_named(name)));
                start.or_else(end).unwrap_or(SessionAttribute::First(key))
            }
        }
    }
}

/// The properties that tell by which channel a session came; the first value of each counts.
pub const ARRIVAL_PROPERTIES: [&str; 6] =
    ["utm_source", "utm_medium", "utm_campaign", "$referring_domain", "gclid", "gad_source"];

/// Returns the name of the property from which an entry or exit attribute is taken.
fn property_named(attribute: &str) -> &str {
    match attribute {
        "current_url" => "$current_url",
        "pathname" => "$pathname",
        "hostname" | "host" => "$host",
        "referring_domain" => "$referring_domain",
        other => other,
    }
}

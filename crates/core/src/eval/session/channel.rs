//! The channel by which a session came (PostHog's documentation, Channel type).

/// By which names sources and domains are known, a kind a line; a domain stands there by what is its own (`google` of
/// `www.google.co.uk`), or whole where that says too little.
const SOURCES: &str = include_str!("sources.txt");

/// What is no name of its own before the last part of a domain: `google` is the name of `google.co.uk`.
const SECOND_LEVELS: [&str; 6] = ["ac", "co", "com", "gov", "net", "org"];

/// What the first events of a session say of where it came from; nothing of what was not said.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arrival<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) medium: Option<&'a str>,
    pub(super) campaign: Option<&'a str>,
    pub(super) referring_domain: Option<&'a str>,
    /// The id of a click on an advertisement of Google's.
    pub(super) click: Option<&'a str>,
    pub(super) advertisement_source: Option<&'a str>,
}

impl<'a> Arrival<'a> {
    /// Returns what the values of [`crate::query::session::ARRIVAL_PROPERTIES`] say; empty ones say nothing.
    pub(super) fn of(values: [Option<&'a str>; 6]) -> Arrival<'a> {
        let [source, medium, campaign, referring_domain, click, advertisement_source] =
            values.map(|value| value.filter(|value| !value.is_empty()));
        Arrival { source, medium, campaign, referring_domain, click, advertisement_source }
    }

    /// Returns the name of the channel: the first rule that holds decides.
    pub(super) fn channel(&self) -> &'static str {
        let lower = |text: Option<&str>| text.unwrap_or_default().to_lowercase();
        let (source, medium, campaign) = (lower(self.source), lower(self.medium), lower(self.campaign));
        let domain = lower(self.referring_domain);
        if campaign == "cross-network" {
            return "Cross Network";
        }
        let by_name = kind_of(&source).or_else(|| kind_of(&domain));
        if self.is_paid(&medium) {
            return match by_name {
                Some("search") => "Paid Search",
                Some("social") => "Paid Social",
                Some("video") => "Paid Video",
                Some("shopping") => "Paid Shopping",
                _ if is_of_shopping(&campaign) => "Paid Shopping",
                _ => match channel_of_medium(&medium) {
                    Some("Organic Social") => "Paid Social",
                    Some("Organic Video") => "Paid Video",
                    Some("Display") => "Display",
                    _ if self.advertisement_source == Some("1") => "Paid Search",
                    _ if campaign.contains("video") => "Paid Video",
                    _ => "Paid Unknown",
                },
            };
        }
        let is_direct = domain == "$direct";
        if is_direct && medium.is_empty() && matches!(source.as_str(), "" | "direct" | "(direct)") {
            return "Direct";
        }
        match by_name {
            Some("search") => "Organic Search",
            Some("social") => "Organic Social",
            Some("video") => "Organic Video",
            Some("shopping") => "Organic Shopping",
            Some("email") => "Email",
            Some("sms") => "SMS",
            Some("push") => "Push",
            _ if is_of_shopping(&campaign) => "Organic Shopping",
            _ => match channel_of_medium(&medium) {
                Some(channel) => channel,
                None if campaign.contains("video") => "Organic Video",
                None if medium.ends_with("push") => "Push",
                None if is_direct || domain.is_empty() => "Unknown",
                None => "Referral",
            },
        }
    }

    fn is_paid(&self, medium: &str) -> bool {
        let is_paid_medium = matches!(medium, "cpc" | "cpm" | "cpv" | "cpa" | "ppc" | "retargeting");
        is_paid_medium || medium.starts_with("paid") || self.click.is_some() || self.advertisement_source.is_some()
    }
}

fn channel_of_medium(medium: &str) -> Option<&'static str> {
    Some(match medium {
        "social" | "social-network" | "social-media" | "sm" | "social network" | "social media" => "Organic Social",
        "video" => "Organic Video",
        "affiliate" | "affiliates" => "Affiliate",
        "referral" | "link" | "app" => "Referral",
        "email" | "e-mail" | "e_mail" | "e mail" => "Email",
        "display" | "banner" | "expandable" | "interstitial" | "cpm" => "Display",
        "audio" => "Audio",
        "sms" => "SMS",
        "push" | "notification" | "mobile" => "Push",
        _ => return None,
    })
}

/// Says whether a campaign is one of a shop: it names shopping, or a shop that is not the end of another word but for an `e`.
fn is_of_shopping(campaign: &str) -> bool {
    let starts_word =
        |at: usize| !campaign[..at].ends_with(|letter: char| letter.is_ascii_lowercase() && letter != 'e');
    campaign.contains("shopping") || campaign.match_indices("shop").any(|(at, _)| starts_word(at))
}

/// Returns the kind of a source or a domain by the names that are known.
fn kind_of(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix("www.").unwrap_or(text);
    let mut labels: Vec<&str> = text.split('.').collect();
    if labels.len() > 1 {
        labels.pop();
    }
    if labels.len() > 1 && labels.last().is_some_and(|label| SECOND_LEVELS.contains(label)) {
        labels.pop();
    }
    let with_part = labels.len().checked_sub(2).map(|part| labels[part..].join("."));
    // A single letter is somebody's name in many a country.
    let name = labels.last().copied().filter(|name| name.len() > 1);
    [Some(text), with_part.as_deref(), name].into_iter().flatten().find_map(kind_named)
}

fn kind_named(name: &str) -> Option<&'static str> {
    let mut kinds = SOURCES.lines().filter_map(|line| line.split_once(": "));
    kinds.find(|(_, names)| names.split(' ').any(|known| known == name)).map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(source: &str, medium: &str, campaign: &str, domain: &str) -> &'static str {
        Arrival::of([Some(source), Some(medium), Some(campaign), Some(domain), None, None]).channel()
    }

    #[test]
    fn what_is_not_paid_is_known_by_source_domain_medium_and_campaign() {
        for (source, medium, campaign, domain, expected) in [
            ("", "", "", "$direct", "Direct"),
            ("(direct)", "", "", "$direct", "Direct"),
            ("", "", "", "www.google.co.uk", "Organic Search"),
            ("", "", "", "mail.google.com", "Email"),
            ("Bing", "", "", "", "Organic Search"),
            ("", "", "", "t.co", "Organic Social"),
            ("", "", "", "x.com", "Organic Social"),
            ("", "", "", "x.org", "Referral"),
            ("", "", "", "out.reddit.com", "Organic Social"),
            ("", "", "", "news.ycombinator.com", "Organic Social"),
            ("", "", "", "m.youtube.com", "Organic Video"),
            ("", "", "", "smile.amazon.de", "Organic Shopping"),
            ("newsletter", "", "", "$direct", "Email"),
            ("", "email", "", "$direct", "Email"),
            ("partner", "affiliate", "", "", "Affiliate"),
            ("", "web-push", "", "", "Push"),
            ("", "", "spring shopping", "", "Organic Shopping"),
            ("", "", "eshop-sale", "", "Organic Shopping"),
            ("", "", "workshop", "", "Unknown"),
            ("", "", "video-may", "", "Organic Video"),
            ("", "", "", "blog.example.org", "Referral"),
            ("unheard-of", "", "", "$direct", "Unknown"),
            ("", "", "", "", "Unknown"),
            ("google", "cpc", "cross-network", "", "Cross Network"),
        ] {
            assert_eq!(channel(source, medium, campaign, domain), expected, "{source} {medium} {campaign} {domain}");
        }
    }

    #[test]
    fn what_is_paid_is_known_by_the_same() {
        for (source, medium, campaign, domain, expected) in [
            ("google", "cpc", "", "", "Paid Search"),
            ("", "paid-social", "", "facebook.com", "Paid Social"),
            ("", "cpv", "", "youtube.com", "Paid Video"),
            ("", "ppc", "shop", "", "Paid Shopping"),
            ("", "cpm", "", "example.org", "Display"),
            ("", "retargeting", "our video", "", "Paid Video"),
            ("", "paid", "", "$direct", "Paid Unknown"),
        ] {
            assert_eq!(channel(source, medium, campaign, domain), expected, "{source} {medium} {campaign} {domain}");
        }
        let clicked = |click, source| Arrival { click, advertisement_source: source, ..Arrival::default() }.channel();
        assert_eq!(clicked(Some("abc"), None), "Paid Unknown");
        assert_eq!(clicked(None, Some("1")), "Paid Search");
    }
}

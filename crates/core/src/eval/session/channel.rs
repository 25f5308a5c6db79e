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
        let kinds = || {
            let of_campaign = is_of_shopping(&campaign).then_some(Kind::Shopping);
            [Kind::of_source(&source), Kind::of_source(&domain), of_campaign, Kind::of_medium(&medium)]
                .into_iter()
                .flatten()
        };
        let (is_direct, names_video) = (domain == "$direct", campaign.contains("video"));
        if campaign == "cross-network" {
            return "Cross Network";
        }
        if self.is_paid(&medium) {
            return match kinds().find_map(Kind::paid) {
                Some(channel) => channel,
                None if self.advertisement_source == Some("1") => "Paid Search",
                None if names_video => "Paid Video",
                None => "Paid Unknown",
            };
        }
        if is_direct && medium.is_empty() && matches!(source.as_str(), "" | "direct" | "(direct)") {
            return "Direct";
        }
        match kinds().next() {
            Some(kind) => kind.unpaid(),
            None if names_video => "Organic Video",
            None if medium.ends_with("push") => "Push",
            None if is_direct || domain.is_empty() => "Unknown",
            None => "Referral",
        }
    }

    fn is_paid(&self, medium: &str) -> bool {
        let is_paid_medium = matches!(medium, "cpc" | "cpm" | "cpv" | "cpa" | "ppc" | "retargeting");
        is_paid_medium || medium.starts_with("paid") || self.click.is_some() || self.advertisement_source.is_some()
    }
}

/// What kind of place, or of message, somebody comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Search,
    Social,
    Video,
    Shopping,
    Email,
    Sms,
    Push,
    Affiliate,
    Referral,
    Display,
    Audio,
}

impl Kind {
    /// Returns the kind of a source or a domain by the names that are known.
    fn of_source(text: &str) -> Option<Kind> {
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
        [Some(text), with_part.as_deref(), name].into_iter().flatten().find_map(Kind::of_name)
    }

    fn of_name(name: &str) -> Option<Kind> {
        let mut kinds = SOURCES.lines().filter_map(|line| line.split_once(": "));
        let (kind, _) = kinds.find(|(_, names)| names.split(' ').any(|known| known == name))?;
        match kind {
            "search" => Some(Kind::Search),
            "shopping" => Some(Kind::Shopping),
            medium => Kind::of_medium(medium),
        }
    }

    /// Returns the kind that a medium names.
    fn of_medium(medium: &str) -> Option<Kind> {
        Some(match medium {
            "social" | "social-network" | "social-media" | "sm" | "social network" | "social media" => Kind::Social,
            "video" => Kind::Video,
            "email" | "e-mail" | "e_mail" | "e mail" => Kind::Email,
            "sms" => Kind::Sms,
            "push" | "notification" | "mobile" => Kind::Push,
            "affiliate" | "affiliates" => Kind::Affiliate,
            "referral" | "link" | "app" => Kind::Referral,
            "display" | "banner" | "expandable" | "interstitial" | "cpm" => Kind::Display,
            "audio" => Kind::Audio,
            _ => return None,
        })
    }

    /// Returns the channel of what is paid for, where it may be.
    fn paid(self) -> Option<&'static str> {
        Some(match self {
            Kind::Search => "Paid Search",
            Kind::Social => "Paid Social",
            Kind::Video => "Paid Video",
            Kind::Shopping => "Paid Shopping",
            Kind::Display => "Display",
            _ => return None,
        })
    }

    fn unpaid(self) -> &'static str {
        match self {
            Kind::Search => "Organic Search",
            Kind::Social => "Organic Social",
            Kind::Video => "Organic Video",
            Kind::Shopping => "Organic Shopping",
            Kind::Email => "Email",
            Kind::Sms => "SMS",
            Kind::Push => "Push",
            Kind::Affiliate => "Affiliate",
            Kind::Referral => "Referral",
            Kind::Display => "Display",
            Kind::Audio => "Audio",
        }
    }
}

/// Says whether a campaign is one of a shop: it names shopping, or a shop that is not the end of another word but for an `e`.
fn is_of_shopping(campaign: &str) -> bool {
    let starts_word =
        |at: usize| !campaign[..at].ends_with(|letter: char| letter.is_ascii_lowercase() && letter != 'e');
    campaign.contains("shopping") || campaign.match_indices("shop").any(|(at, _)| starts_word(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds the channels of arrivals, each with its source, medium, campaign and domain, against what is expected.
    fn assert_channels(arrivals: &[(&str, &str, &str, &str, &str)]) {
        for (source, medium, campaign, domain, expected) in arrivals {
            let arrival = Arrival::of([Some(source), Some(medium), Some(campaign), Some(domain), None, None]);
            assert_eq!(arrival.channel(), *expected, "{source} {medium} {campaign} {domain}");
        }
    }

    #[test]
    fn what_is_not_paid_is_known_by_source_domain_medium_and_campaign() {
        assert_channels(&[
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
        ]);
    }

    #[test]
    fn what_is_paid_is_known_by_the_same() {
        assert_channels(&[
            ("google", "cpc", "", "", "Paid Search"),
            ("", "paid-social", "", "facebook.com", "Paid Social"),
            ("", "cpv", "", "youtube.com", "Paid Video"),
            ("", "ppc", "shop", "", "Paid Shopping"),
            ("", "cpm", "", "example.org", "Display"),
            ("", "retargeting", "our video", "", "Paid Video"),
            ("", "paid", "", "$direct", "Paid Unknown"),
        ]);
        let clicked = |click, source| Arrival { click, advertisement_source: source, ..Arrival::default() }.channel();
        assert_eq!(clicked(Some("abc"), None), "Paid Unknown");
        assert_eq!(clicked(None, Some("1")), "Paid Search");
    }
}

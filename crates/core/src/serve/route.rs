//! Which path is which endpoint: a trailing slash is optional, a format may follow the last word.

use std::sync::LazyLock;

use matchit::Router;

use super::capture;
use super::envelope::Challenge;
use super::exchange::{Format, Selector};
use crate::platform::{EnvironmentId, Rate};

/// Names an endpoint below a project or environment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Route {
    Place,
    Insights,
    InsightsActivity,
    BulkDelete,
    BulkRestore,
    Cancel,
    Funnel,
    FunnelCorrelation,
    MyLastViewed,
    Path,
    Retention,
    Timing,
    Trend,
    Trending,
    Viewed,
    Insight,
    InsightActivity,
    InsightSharing,
    InsightPasswords,
    InsightPassword,
    InsightSharingRefresh,
    InsightViewed,
    Dashboards,
    Dashboard,
    DashboardSharing,
    DashboardPasswords,
    DashboardPassword,
    DashboardSharingRefresh,
    Elements,
    ElementStats,
    ElementValues,
    Element,
    Events,
    EventsExport,
    Person,
    PersonsBulkDelete,
    Segments,
    SegmentChanges,
    Segment,
    AccessControls,
    UsersWithAccess,
    Analyze,
    Suggestions,
    FeatureFlags,
    Queries,
    Query,
}

impl Route {
    /// Every path, its endpoint, and how it refuses a request without credentials (spec/api 7.1).
    pub(crate) const ALL: [(&'static str, Self, Challenge); 46] = [
        ("/", Self::Place, Challenge::Bearer),
        ("/insights", Self::Insights, Challenge::Session),
        ("/insights/activity", Self::InsightsActivity, Challenge::Session),
        ("/insights/bulk_delete", Self::BulkDelete, Challenge::Session),
        ("/insights/bulk_restore", Self::BulkRestore, Challenge::Session),
        ("/insights/cancel", Self::Cancel, Challenge::Session),
        ("/insights/funnel", Self::Funnel, Challenge::Session),
        ("/insights/funnel/correlation", Self::FunnelCorrelation, Challenge::Session),
        ("/insights/my_last_viewed", Self::MyLastViewed, Challenge::Session),
        ("/insights/path", Self::Path, Challenge::Session),
        ("/insights/retention", Self::Retention, Challenge::Session),
        ("/insights/timing", Self::Timing, Challenge::Session),
        ("/insights/trend", Self::Trend, Challenge::Session),
        ("/insights/trending", Self::Trending, Challenge::Session),
        ("/insights/viewed", Self::Viewed, Challenge::Session),
        ("/insights/{id}", Self::Insight, Challenge::Session),
        ("/insights/{id}/activity", Self::InsightActivity, Challenge::Session),
        ("/insights/{id}/sharing", Self::InsightSharing, Challenge::Bearer),
        ("/insights/{id}/sharing/passwords", Self::InsightPasswords, Challenge::Bearer),
        ("/insights/{id}/sharing/passwords/{second}", Self::InsightPassword, Challenge::Bearer),
        ("/insights/{id}/sharing/refresh", Self::InsightSharingRefresh, Challenge::Bearer),
        ("/insights/{id}/viewed", Self::InsightViewed, Challenge::Session),
        ("/dashboards", Self::Dashboards, Challenge::Bearer),
        ("/dashboards/{id}", Self::Dashboard, Challenge::Bearer),
        ("/dashboards/{id}/sharing", Self::DashboardSharing, Challenge::Bearer),
        ("/dashboards/{id}/sharing/passwords", Self::DashboardPasswords, Challenge::Bearer),
        ("/dashboards/{id}/sharing/passwords/{second}", Self::DashboardPassword, Challenge::Bearer),
        ("/dashboards/{id}/sharing/refresh", Self::DashboardSharingRefresh, Challenge::Bearer),
        ("/elements", Self::Elements, Challenge::Bearer),
        ("/elements/stats", Self::ElementStats, Challenge::Bearer),
        ("/elements/values", Self::ElementValues, Challenge::Bearer),
        ("/elements/{id}", Self::Element, Challenge::Bearer),
        ("/events", Self::Events, Challenge::Bearer),
        ("/events/export", Self::EventsExport, Challenge::Bearer),
        ("/persons/bulk_delete", Self::PersonsBulkDelete, Challenge::Bearer),
        ("/persons/{id}", Self::Person, Challenge::Bearer),
        ("/segments", Self::Segments, Challenge::Bearer),
        ("/segments/changes", Self::SegmentChanges, Challenge::Bearer),
        ("/segments/{id}", Self::Segment, Challenge::Bearer),
        ("/insights/{id}/access_controls", Self::AccessControls, Challenge::Session),
        ("/insights/{id}/users_with_access", Self::UsersWithAccess, Challenge::Session),
        ("/insights/{id}/analyze", Self::Analyze, Challenge::Session),
        ("/insights/{id}/suggestions", Self::Suggestions, Challenge::Session),
        ("/feature_flags", Self::FeatureFlags, Challenge::Bearer),
        ("/query", Self::Queries, Challenge::Bearer),
        ("/query/{id}", Self::Query, Challenge::Bearer),
    ];

    /// Returns the pattern of the endpoint's path.
    pub(crate) fn pattern(self) -> &'static str {
        Self::ALL.iter().find(|(_, route, _)| *route == self).map_or("", |(pattern, _, _)| *pattern)
    }

    /// Returns what a request to the endpoint counts as (spec/api 7.5).
    pub(crate) fn rate(self) -> Rate {
        match self.pattern() {
            "/insights/{id}/analyze" | "/insights/{id}/suggestions" => Rate::Ai,
            path if path.starts_with("/insights") || path.starts_with("/query") => Rate::Insights,
            _ => Rate::Others,
        }
    }

    /// Returns how the endpoint refuses a request without credentials.
    pub(crate) fn challenge(self) -> Challenge {
        let found = Self::ALL.iter().find(|(_, route, _)| *route == self);
        found.map_or(Challenge::Bearer, |(_, _, challenge)| *challenge)
    }
}

static ROUTER: LazyLock<Router<Route>> = LazyLock::new(|| {
    let mut router = Router::new();
    for (path, route, _) in Route::ALL {
        // A test inserts every path; one that contradicts another would not be found.
        let _ = router.insert(path, route);
    }
    router
});

/// Names an endpoint that belongs to no project.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outside {
    ApiKey,
    Capture(capture::Endpoint),
    Environments,
    Health,
    Oembed,
    Operators,
    Organization,
    OrganizationProjects,
    Organizations,
    Projects,
    Schema,
    Session,
    Shared,
    TestSetup,
    User,
}

impl Outside {
    /// Every path and its endpoint; an optional slash may follow each.
    pub(crate) const ALL: [(&'static str, Self); 32] = [
        ("/api/users/@me", Self::User),
        ("/api/personal_api_keys/@current", Self::ApiKey),
        ("/api/organizations", Self::Organizations),
        ("/api/organizations/{id}", Self::Organization),
        ("/api/organizations/{id}/projects", Self::OrganizationProjects),
        ("/api/projects", Self::Projects),
        ("/api/environments", Self::Environments),
        ("/api/schema", Self::Schema),
        ("/api/session", Self::Session),
        ("/healthz", Self::Health),
        ("/oembed", Self::Oembed),
        ("/shared/{access_token}", Self::Shared),
        ("/embedded/{access_token}", Self::Shared),
        ("/shared_dashboard/{access_token}", Self::Shared),
        ("/e", Self::Capture(capture::Endpoint::Event)),
        ("/i/v0/e", Self::Capture(capture::Endpoint::Event)),
        ("/capture", Self::Capture(capture::Endpoint::Event)),
        ("/track", Self::Capture(capture::Endpoint::Event)),
        ("/batch", Self::Capture(capture::Endpoint::Batch)),
        ("/engage", Self::Capture(capture::Endpoint::Engage)),
        ("/s", Self::Capture(capture::Endpoint::Recording)),
        ("/flags", Self::Capture(capture::Endpoint::Flags)),
        ("/decide", Self::Capture(capture::Endpoint::Flags)),
        ("/array/{token}/config", Self::Capture(capture::Endpoint::Configuration)),
        ("/_oriel/setup", Self::Operators),
        ("/_oriel/keys", Self::Operators),
        ("/_oriel/keys/{id}", Self::Operators),
        ("/_oriel/users", Self::Operators),
        ("/_oriel/users/{id}", Self::Operators),
        ("/_oriel/projects", Self::Operators),
        ("/_oriel/projects/{id}", Self::Operators),
        ("/_oriel/test/setup", Self::TestSetup),
    ];

    /// Returns the endpoint that a path names.
    pub(crate) fn find(path: &str) -> Option<Self> {
        OUTSIDE.at(path.trim_end_matches('/')).ok().map(|matched| *matched.value)
    }
}

static OUTSIDE: LazyLock<Router<Outside>> = LazyLock::new(|| {
    let mut router = Router::new();
    for (path, endpoint) in Outside::ALL {
        // As above.
        let _ = router.insert(path, endpoint);
    }
    router
});

/// Holds what a path names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Found {
    pub(crate) route: Route,
    pub(crate) selector: Selector,
    pub(crate) format: Format,
    /// The `{id}` of the pattern, decoded.
    pub(crate) id: String,
    /// The second placeholder of the pattern, decoded.
    pub(crate) second: String,
}

/// Returns the endpoint below `/api/projects` or `/api/environments` that a path names.
pub(crate) fn find(path: &str) -> Option<Found> {
    let rest = path.strip_prefix("/api/")?;
    // Before there were projects, elements had a path of their own (spec/api 6).
    let old = rest.strip_prefix("element/").or_else(|| rest.strip_prefix("element").filter(|rest| rest.is_empty()));
    let (selector, path) = match old {
        Some(rest) => (Selector::CurrentEnvironment, ["/elements/", rest].concat()),
        None => below_place(rest)?,
    };
    let (path, format) = without_format(path.trim_end_matches('/'));
    let path = if path.is_empty() { "/" } else { path };
    let matched = ROUTER.at(path).ok()?;
    let decoded = |name| {
        let raw = matched.params.get(name).unwrap_or_default();
        percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned()
    };
    Some(Found { route: *matched.value, selector, format, id: decoded("id"), second: decoded("second") })
}

/// Returns the place that a path below `/api/` begins with, and the rest of the path.
fn below_place(path: &str) -> Option<(Selector, String)> {
    let (kind, rest) = path.split_once('/')?;
    let (id, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let selector = selector(kind, id).filter(|_| !id.is_empty())?;
    Some((selector, ["/", rest].concat()))
}

fn selector(kind: &str, id: &str) -> Option<Selector> {
    let number = id.parse().map(EnvironmentId).ok().filter(|id| id.0 <= 1 << 53);
    match (kind, id, number) {
        ("projects", "@current", _) => Some(Selector::CurrentProject),
        ("environments", "@current", _) => Some(Selector::CurrentEnvironment),
        ("projects", _, Some(id)) => Some(Selector::Project(id)),
        ("environments", _, Some(id)) => Some(Selector::Environment(id)),
        ("projects" | "environments", _, None) => Some(Selector::Unknown),
        _ => None,
    }
}

/// Returns a path without the format that its last word ends in.
pub(crate) fn without_format(path: &str) -> (&str, Format) {
    let word = path.rfind('/').map_or(0, |slash| slash + 1);
    let format = path[word..].rfind('.').and_then(|dot| {
        let (start, suffix) = path.split_at(word + dot);
        Some((start, Format::from_name(&suffix[1..])?))
    });
    format.unwrap_or((path, Format::Default))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn patterns_do_not_contradict_each_other() {
        let mut router = Router::new();
        for (path, route, _) in Route::ALL {
            router.insert(path, route).unwrap();
        }
        let mut router = Router::new();
        for (path, endpoint) in Outside::ALL {
            router.insert(path, endpoint).unwrap();
        }
    }

    #[test]
    fn slash_format_and_place_are_read_off_the_path() {
        let found = find("/api/projects/1/insights/abc/activity/").unwrap();
        assert_eq!((found.route, found.id.as_str()), (Route::InsightActivity, "abc"));
        assert_eq!(found.selector, Selector::Project(EnvironmentId(1)));
        let found = find("/api/environments/@current/insights.csv").unwrap();
        assert_eq!((found.route, found.format), (Route::Insights, Format::Csv));
        assert_eq!(find("/api/projects/x/insights").unwrap().selector, Selector::Unknown);
        assert_eq!(find("/api/projects/1").unwrap().route, Route::Place);
        let found = find("/api/element/stats/").unwrap();
        assert_eq!((found.route, found.selector), (Route::ElementStats, Selector::CurrentEnvironment));
        assert_eq!(find("/api/element").unwrap().route, Route::Elements);
        assert_eq!(find("/api/teams/1/insights"), None);
        assert_eq!(find("/api/projects/1/unknown"), None);
    }
}

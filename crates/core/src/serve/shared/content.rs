//! What a link opens, calculated as a shared view may have it (spec/api 3.7).

use maud::Markup;
use serde_json::{Map, Value};

use super::drawing::theme;
use crate::answer::Answer;
use crate::chart::options::{Options, Reader};
use crate::chart::{self, figure::Figure};
use crate::error::Error;
use crate::platform::{Job, Platform, Response, Sql};
use crate::query::Query;
use crate::serve::auth::Environment;
use crate::serve::dashboards;
use crate::serve::exchange::Exchange;
use crate::serve::insights::calculate::{self, Asker, Opened};
use crate::serve::insights::shown::{self, Viewer};
use crate::serve::stored::insights::{self, Deleted};
use crate::serve::stored::place::Place;
use crate::serve::stored::sharing::{Link, Subject};
use crate::serve::stored::variables;
use crate::share::settings::Shown;
use crate::time::Timestamp;

/// A view is noted when none was for so long: a link that many open writes once a minute.
const NOTED_SECONDS: i64 = 60;

/// Holds what a link opens, as the API shows it.
pub(super) struct Content {
    kind: &'static str,
    value: Map<String, Value>,
    jobs: Vec<Job>,
}

impl Content {
    /// Reads and calculates what a link opens; `None` when it is deleted.
    pub(super) async fn read<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Result<Option<Self>, Error> {
        match link.configuration.subject {
            Subject::Nothing => Ok(None),
            Subject::Dashboard(id) => {
                let environment = &link.environment;
                let Some(dashboard) =
                    dashboards::read(exchange, environment.project, Some(id), Deleted::Hidden).await?
                else {
                    return Ok(None);
                };
                let (value, jobs) = dashboards::shown::full(exchange, environment, None, &dashboard).await?;
                Ok(Some(Self { kind: "dashboard", value, jobs }))
            }
            Subject::Insight(id) => Self::insight(exchange, &link.environment, id).await,
        }
    }

    /// Returns whether what a link opens is still there.
    pub(super) async fn exists<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Result<bool, Error> {
        let environment = &link.environment;
        Ok(match link.configuration.subject {
            Subject::Nothing => false,
            Subject::Dashboard(id) => {
                dashboards::read(exchange, environment.project, Some(id), Deleted::Hidden).await?.is_some()
            }
            Subject::Insight(id) => {
                let place = Place::Environment(environment.id.0);
                let found = insights::by_path(place, &id.to_string(), Deleted::Hidden);
                !exchange.platform.sql().query(found).await?.is_empty()
            }
        })
    }

    async fn insight<P: Platform>(
        exchange: &Exchange<'_, P>,
        environment: &Environment,
        id: i64,
    ) -> Result<Option<Self>, Error> {
        let statements = vec![
            variables::of_place(environment.id.0),
            insights::by_path(Place::Environment(environment.id.0), &id.to_string(), Deleted::Hidden),
        ];
        let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
        let mut next = || rows.next().unwrap_or_default().into_iter();
        let known = next().map(variables::read).collect::<Result<Vec<_>, _>>()?;
        let Some(row) = next().next() else { return Ok(None) };
        let insight = insights::read(row)?;
        let query = shown::query(&insight, &known)?;
        let asker = Asker::Visitor(Opened::OnPage);
        let calculated = calculate::one(exchange, environment, &insight, query.as_ref(), asker).await?;
        let value = shown::full(&insight, Viewer::Visitor, query.as_ref(), calculated.as_ref());
        let view = Job::View { project: environment.project, insight: insight.id, at: exchange.now() };
        let is_noted = insight.last_viewed_at.is_some_and(|last| exchange.now() < last.plus_seconds(NOTED_SECONDS));
        let jobs = calculated.and_then(|calculated| calculated.job).into_iter();
        let jobs = jobs.chain(Some(view).filter(|_| !is_noted)).collect();
        Ok(Some(Self { kind: "insight", value, jobs }))
    }

    /// Returns `insight` or `dashboard`.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    /// Returns it as the API shows it.
    pub(super) fn value(&self) -> Value {
        Value::Object(self.value.clone())
    }

    /// Returns what it is called.
    pub(super) fn title(&self) -> &str {
        title(&self.value)
    }

    /// Returns what its makers say about it.
    pub(super) fn description(&self) -> Option<&str> {
        self.text("description")
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Returns when the oldest of its figures were calculated.
    pub(super) fn calculated_at(&self) -> Option<Timestamp> {
        self.moments("last_refresh").min()
    }

    /// Returns until when all of its figures are fresh.
    pub(super) fn fresh_until(&self) -> Option<Timestamp> {
        self.moments("cache_target_age").min()
    }

    fn moments(&self, field: &str) -> impl Iterator<Item = Timestamp> {
        let texts = self.insights().into_iter().filter_map(move |insight| insight.get(field)?.as_str());
        texts.filter_map(|text| Timestamp::parse(text).ok())
    }

    /// Returns its insights: itself, or those of a dashboard's tiles.
    fn insights(&self) -> Vec<&Map<String, Value>> {
        match self.value.get("tiles").and_then(Value::as_array) {
            None => vec![&self.value],
            Some(tiles) => tiles.iter().filter_map(|tile| tile.get("insight")?.as_object()).collect(),
        }
    }

    /// Returns its charts with their titles: one of an insight, one a tile of a dashboard.
    pub(super) fn charts(&self, shown: &Shown) -> Vec<Chart> {
        self.insights().into_iter().map(|insight| Chart::of(insight, shown)).collect()
    }

    /// Returns the drawing of an insight, or of the first one of a dashboard, to stand alone.
    pub(super) fn svg(&self, options: Options) -> Option<String> {
        let insight = self.insights().into_iter().next()?;
        let title = Some(title(insight).to_owned());
        Some(chart::render_figure(&figure(insight, options.reader)?, &Options { title, ..options }))
    }

    /// Returns the figures of an insight as CSV.
    pub(super) fn csv(&self) -> String {
        shown::csv(&self.value)
    }

    /// Returns the response with what is left to do once it has gone.
    pub(super) fn with_jobs(self, response: Response) -> Response {
        Response { jobs: self.jobs, ..response }
    }
}

/// Holds one drawn insight.
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) svg: Option<String>,
    /// The same for a phone: a wide drawing made small cannot be read.
    pub(super) narrow_svg: Option<String>,
    pub(super) table: Option<Markup>,
}

impl Chart {
    fn of(insight: &Map<String, Value>, shown: &Shown) -> Self {
        let title = title(insight).to_owned();
        let figure = figure(insight, Reader::default());
        let drawn = |size: Options| {
            let options = Options { theme: theme(shown), title: Some(title.clone()), ..size };
            figure.as_ref().map(|figure| chart::render_figure(figure, &options))
        };
        let (svg, narrow_svg) = (drawn(Options::sized(960, 480)), drawn(Options::sized(358, 400)));
        let table = figure.as_ref().map(chart::table::html_table);
        Self { title, svg, narrow_svg, table }
    }
}

/// Returns what an insight or a dashboard is called.
fn title(shown: &Map<String, Value>) -> &str {
    let name = |field: &str| shown.get(field).and_then(Value::as_str).filter(|name| !name.is_empty());
    name("name").or_else(|| name("derived_name")).unwrap_or("Untitled")
}

/// Returns what there is to draw of an insight as the API shows it; none where nothing was calculated yet. What was open
/// when it was calculated is drawn open.
fn figure(insight: &Map<String, Value>, reader: Reader) -> Option<Figure> {
    let calculated = insight.get("last_refresh").and_then(Value::as_str);
    let reader = Reader { now: calculated.and_then(|moment| Timestamp::parse(moment).ok()), ..reader };
    let query = insight.get("query")?;
    insight.get("result").filter(|result| !result.is_null())?;
    let drawn = Query::from_json(query).and_then(|query| {
        let answer = Answer::from_json(&query, &Value::Object(insight.clone()))?;
        Ok(Figure::new(&query, &answer, reader))
    });
    Some(drawn.unwrap_or_else(|error| Figure::failure(error.detail())))
}

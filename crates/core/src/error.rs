//! What can go wrong, as a kind to match on and a detail to read.

/// What went wrong: a kind to match on, a detail to read, and the field that is to blame.
///
/// `serve` turns it into the API's error envelope (spec/api 7.4); everything else only makes it and passes it on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.detail)]
pub struct Error(Box<Content>);

/// What an error holds, on the heap: an error is passed on far more often than it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    kind: ErrorKind,
    detail: String,
    attribute: Option<String>,
}

/// The kinds of failure that a client can tell apart (spec/api 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value of the request is not allowed.
    Invalid(Fault),
    /// The body is not what its content type says.
    Parse,
    /// The request carries no credentials.
    NotAuthenticated,
    /// The request's credentials are wrong or have expired.
    AuthenticationFailed,
    /// The request's share token opens nothing, or not this.
    ShareTokenRefused,
    /// The credentials are right but do not reach this far.
    PermissionDenied,
    /// Nothing is there, or nothing that the caller may know of.
    NotFound,
    /// The resource does not know the method.
    MethodNotAllowed,
    /// None of the formats that the client accepts can be given.
    NotAcceptable,
    /// The body's content type is not understood.
    UnsupportedMediaType,
    /// The request contradicts what is stored.
    Conflict,
    /// The body is larger than allowed.
    TooLarge,
    /// The caller asks too often, and may ask again in so many seconds.
    Throttled(u32),
    /// So many calculations are under way that none more may begin.
    Crowded,
    /// What is needed to answer cannot be reached, or is busy; later it may work.
    Unavailable,
    /// A defect of ours; the detail is for the log, not for the client.
    Internal,
}

impl ErrorKind {
    /// Returns whether the request is not to blame: made again, it may be answered.
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::Crowded | Self::Unavailable | Self::Internal)
    }
}

/// The ways in which a value can be invalid: the `code` of a `validation_error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The value is not one of those allowed.
    InvalidInput,
    /// The field is missing.
    Required,
    /// The field may not be null.
    Null,
    /// The field may not be empty.
    Blank,
    /// The text is too long.
    MaxLength,
    /// The value must not occur twice.
    Unique,
    /// The value names something that does not exist.
    DoesNotExist,
    /// The query keeps to its schema, but asks what has no answer.
    Unanswerable,
    /// An expression was given an argument of the wrong type.
    IllegalTypeOfArgument,
    /// A funnel has fewer than two steps.
    FunnelSteps,
    /// The steps between which a funnel measures are not some of its own, in order.
    FunnelStepRange,
    /// An exclusion of a funnel contradicts its steps.
    FunnelExclusions,
    /// A step of a funnel cannot be optional.
    FunnelOptionalSteps,
}

impl Fault {
    /// Returns the code that the API shows.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidInput | Self::Unanswerable => "invalid_input",
            Self::Required => "required",
            Self::Null => "null",
            Self::Blank => "blank",
            Self::MaxLength => "max_length",
            Self::Unique => "unique",
            Self::DoesNotExist => "does_not_exist",
            Self::IllegalTypeOfArgument => "illegal_type_of_argument",
            Self::FunnelSteps => "funnels_require_at_least_two_steps",
            Self::FunnelStepRange => "funnel_step_range_invalid",
            Self::FunnelExclusions => "funnel_exclusions_invalid",
            Self::FunnelOptionalSteps => "funnel_optional_steps_invalid",
        }
    }

    /// Returns whether a query with this fault keeps to its schema: it may be stored, and is refused when it is asked.
    pub const fn keeps_to_schema(self) -> bool {
        matches!(
            self,
            Self::Unanswerable
                | Self::FunnelSteps
                | Self::FunnelStepRange
                | Self::FunnelExclusions
                | Self::FunnelOptionalSteps
        )
    }
}

impl Error {
    /// Returns an error of a kind; the detail says in words what is wrong and what would be right.
    #[cold]
    #[inline(never)]
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Content { kind, detail: detail.into(), attribute: None }))
    }

    /// Returns the error of a value that is not allowed; follow it with [`Error::at`].
    #[cold]
    #[inline(never)]
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid(Fault::InvalidInput), detail)
    }

    /// Returns the error of a query that keeps to its schema, but asks what has no answer.
    pub fn unanswerable(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid(Fault::Unanswerable), detail)
    }

    /// Returns the error of a field that is missing.
    pub fn required(attribute: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid(Fault::Required), "This field is required.").at(attribute)
    }

    /// Returns the error of a body that cannot be parsed.
    pub fn parse(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Parse, detail)
    }

    /// Returns the error of something that is not there.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "Not found.")
    }

    /// Returns the error of a caller who asks too often.
    pub fn throttled(seconds: u32) -> Self {
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let detail = format!("Request was throttled. Expected available in {seconds} {unit}.");
        Self::new(ErrorKind::Throttled(seconds), detail)
    }

    /// Returns the error of a defect of ours.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, detail)
    }

    /// Names the field to blame, nested names joined by `__` (`series__0__math`).
    #[must_use]
    pub fn at(mut self, attribute: impl Into<String>) -> Self {
        self.0.attribute = Some(attribute.into());
        self
    }

    /// Puts the name of the object or list that holds it before the name of the field (`0__math` in `series`).
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.0.attribute = Some(match self.0.attribute {
            Some(attribute) => [parent, &attribute].join("__"),
            None => parent.to_owned(),
        });
        self
    }

    /// Returns the kind to match on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the sentence to read.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Returns the field to blame, if one is.
    pub fn attribute(&self) -> Option<&str> {
        self.0.attribute.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_field_with_its_parents() {
        let error = Error::invalid("Not a math.").at("math").within("0").within("series");
        assert_eq!(error.attribute(), Some("series__0__math"));
        assert_eq!(error.kind(), ErrorKind::Invalid(Fault::InvalidInput));
        assert_eq!(error.to_string(), "Not a math.");
    }

    #[test]
    fn an_error_without_a_field_takes_its_parents_name() {
        assert_eq!(Error::parse("Not JSON.").within("query").attribute(), Some("query"));
    }
}

//! CSS selectors, as far as a chain can answer them.

use super::{Element, plain};

/// Holds a CSS selector of tags, classes, ids, attributes and positions, joined by descendant and
/// child combinators: `main.content > [data-id="a"] button:nth-child(2)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// Outermost first; never empty.
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    conditions: Vec<Condition>,
    relation: Relation,
}

/// How an element stands to the one that the next step selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Ancestor,
    Parent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Any,
    Tag(String),
    Class(String),
    Attribute { name: String, value: Option<String> },
    NthChild(i64),
    NthOfType(i64),
}

impl Selector {
    /// Returns the selector that `text` writes, or `None` if it is empty or not understood.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut scanner = Scanner { rest: text.trim() };
        let mut steps = Vec::new();
        loop {
            let conditions = scanner.conditions()?;
            let spaced = scanner.skip_blanks();
            let relation = if scanner.take('>') {
                scanner.skip_blanks();
                Relation::Parent
            } else {
                Relation::Ancestor
            };
            let last = scanner.rest.is_empty() && relation == Relation::Ancestor;
            if !last && !spaced && relation == Relation::Ancestor {
                return None;
            }
            steps.push(Step { conditions, relation });
            if last {
                return Some(Self { steps });
            }
        }
    }

    /// Returns whether any element of the chain, with those around it, is selected.
    #[must_use]
    pub fn matches(&self, chain: &[Element<'_>]) -> bool {
        let mut steps = self.steps.iter().rev();
        let Some(innermost) = steps.next() else { return false };
        // For every element: whether the steps so far match with it as the outermost.
        let mut reached: Vec<bool> = chain.iter().map(|element| innermost.selects(element)).collect();
        for step in steps {
            let mut inside = false;
            let mut child = false;
            for (element, reached) in chain.iter().zip(&mut reached) {
                let related = match step.relation {
                    Relation::Ancestor => inside,
                    Relation::Parent => child,
                };
                child = *reached;
                inside |= *reached;
                *reached = related && step.selects(element);
            }
        }
        reached.contains(&true)
    }
}

impl Step {
    fn selects(&self, element: &Element<'_>) -> bool {
        self.conditions.iter().all(|condition| condition.holds(element))
    }
}

impl Condition {
    fn holds(&self, element: &Element<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Tag(name) => element.tag_name.as_deref() == Some(name),
            Self::Class(name) => element.classes.iter().flatten().any(|class| class == name),
            Self::Attribute { name, value } => attribute(element, name)
                .is_some_and(|stored| value.as_ref().is_none_or(|value| plain(stored) == *value)),
            Self::NthChild(position) => element.nth_child == Some(*position),
            Self::NthOfType(position) => element.nth_of_type == Some(*position),
        }
    }
}

/// Returns an attribute by its name in the page. Chains keep most of them under `attr__` + name.
fn attribute<'e>(element: &'e Element<'_>, name: &str) -> Option<&'e str> {
    let own = match name {
        "id" => element.id.as_deref(),
        "href" => element.href.as_deref(),
        _ => None,
    };
    own.or_else(|| element.attributes.get(format!("attr__{name}").as_str()).map(AsRef::as_ref))
}

fn class_of(name: &str) -> Condition {
    Condition::Class(name.to_owned())
}

/// Reads a selector from left to right.
struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// Reads the conditions on one element: at least one.
    fn conditions(&mut self) -> Option<Vec<Condition>> {
        let mut conditions = Vec::new();
        if self.take('*') {
            conditions.push(Condition::Any);
        } else if let Some(name) = self.name() {
            conditions.push(Condition::Tag(name));
        }
        loop {
            if self.take('.') {
                // Chains join classes by dots: one that has a dot in it is read from them as its parts.
                let class = self.name()?;
                conditions.extend(class.split('.').filter(|part| !part.is_empty()).map(class_of));
                continue;
            }
            let condition = if self.take('#') {
                Condition::Attribute { name: "id".to_owned(), value: Some(self.name()?) }
            } else if self.take('[') {
                self.attribute()?
            } else if self.take(':') {
                self.position()?
            } else {
                break;
            };
            conditions.push(condition);
        }
        (!conditions.is_empty()).then_some(conditions)
    }

    /// Reads an attribute condition after its `[`.
    fn attribute(&mut self) -> Option<Condition> {
        self.skip_blanks();
        let name = self.name()?;
        self.skip_blanks();
        let value = if self.take('=') {
            self.skip_blanks();
            Some(self.value()?)
        } else {
            None
        };
        self.skip_blanks();
        self.take(']').then_some(Condition::Attribute { name, value })
    }

    /// Reads a value: quoted or a name.
    fn value(&mut self) -> Option<String> {
        let Some(quote) = ['"', '\''].into_iter().find(|&quote| self.take(quote)) else {
            return self.name();
        };
        let mut value = String::new();
        while !self.take(quote) {
            value.push(self.character()?);
        }
        Some(value)
    }

    /// Reads `nth-child(2)` or `nth-of-type(2)`.
    fn position(&mut self) -> Option<Condition> {
        let name = self.name()?;
        let (position, rest) = self.rest.strip_prefix('(')?.split_once(')')?;
        self.rest = rest;
        let position = position.trim().parse().ok()?;
        match name.as_str() {
            "nth-child" => Some(Condition::NthChild(position)),
            "nth-of-type" => Some(Condition::NthOfType(position)),
            _ => None,
        }
    }

    /// Reads letters, digits, `-`, `_` and escaped characters: at least one.
    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        while self.rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\\')) {
            name.push(self.character()?);
        }
        (!name.is_empty()).then_some(name)
    }

    /// Reads one character. After a backslash: up to six hexadecimal digits and a blank, or the
    /// character itself.
    fn character(&mut self) -> Option<char> {
        if !self.take('\\') {
            return self.any();
        }
        let digits = self.rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits == 0 {
            return self.any();
        }
        let (code, rest) = self.rest.split_at(digits);
        self.rest = rest.strip_prefix(' ').unwrap_or(rest);
        u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
    }

    fn any(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next()?;
        self.rest = characters.as_str();
        Some(character)
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let skipped = rest.len() < self.rest.len();
        self.rest = rest;
        skipped
    }
}

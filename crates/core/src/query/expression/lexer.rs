//! Text → tokens.

use crate::error::Error;

/// A token of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    /// A text in single quotes.
    Text(String),
    /// A name, or a keyword.
    Name(String),
    /// A name in double quotes or backticks, which is no keyword.
    QuotedName(String),
    /// A symbol, as it is written.
    Symbol(&'static str),
    End,
}

/// A token and the character at which it starts, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
}

/// The symbols; one that begins with another stands before it.
const SYMBOLS: [&str; 31] = [
    "**", "||", "==", "!=", "<>", "<=", ">=", "=~", "!~", "??", "::", "->", "+", "-", "*", "/", "%", "(", ")", "[",
    "]", ",", ".", "<", ">", "=", "?", ":", ";", "{", "}",
];

/// Returns the error of a character that is not expected where it stands.
pub(super) fn refusal(at: usize, reason: &str) -> Error {
    Error::invalid(format!("at character {at}: {reason}"))
}

/// Returns the tokens of a text, an end after the last.
///
/// # Errors
/// Refuses characters that begin no token, and quotes that are not closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, Error> {
    let mut lexer = Lexer { rest: text, at: 1 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(lexer.rest.len() - lexer.rest.trim_start().len());
        let at = lexer.at;
        let token = lexer.token()?;
        let is_end = token == Token::End;
        tokens.push(Placed { token, at });
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn token(&mut self) -> Result<Token, Error> {
        let mut characters = self.rest.chars();
        let Some(first) = characters.next() else { return Ok(Token::End) };
        let second_is_digit = characters.next().is_some_and(|second| second.is_ascii_digit());
        match first {
            '\'' => self.quoted(first).map(Token::Text),
            '"' | '`' => self.quoted(first).map(Token::QuotedName),
            '0'..='9' => self.number(),
            '.' if second_is_digit => self.number(),
            '_' | '$' => Ok(self.name()),
            letter if letter.is_alphabetic() => Ok(self.name()),
            other => match SYMBOLS.iter().find(|symbol| self.rest.starts_with(**symbol)) {
                Some(symbol) => {
                    self.skip(symbol.len());
                    Ok(Token::Symbol(symbol))
                }
                None => Err(refusal(self.at, &format!("`{other}` begins nothing that is known."))),
            },
        }
    }

    /// Moves past so many bytes.
    fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.at += skipped.chars().count();
        self.rest = rest;
    }

    fn name(&mut self) -> Token {
        let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
        let length = self.rest.find(|character| !is_part(character)).unwrap_or(self.rest.len());
        let name = self.rest[..length].to_owned();
        self.skip(length);
        Token::Name(name)
    }

    fn number(&mut self) -> Result<Token, Error> {
        let digits = |text: &str| text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let mut length = digits(self.rest);
        if let Some(fraction) = self.rest[length..].strip_prefix('.') {
            length += 1 + digits(fraction);
        }
        if let Some(exponent) = self.rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            let digits = digits(&exponent[sign..]);
            if digits > 0 {
                length += 1 + sign + digits;
            }
        }
        let text = &self.rest[..length];
        let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
        let token = number.map(Token::Number).ok_or_else(|| refusal(self.at, &format!("`{text}` is not a number.")))?;
        self.skip(length);
        Ok(token)
    }

    /// Reads what is in quotes. A quote inside is doubled or follows a backslash.
    fn quoted(&mut self, quote: char) -> Result<String, Error> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((index, character)) = characters.next() {
            if character == quote {
                if characters.next_if(|(_, next)| *next == quote).is_none() {
                    self.skip(index + 1);
                    return Ok(text);
                }
                text.push(quote);
            } else if character == '\\' {
                match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, same)) if same == quote || same == '\\' => text.push(same),
                    // Other escapes are those of regular expressions and patterns.
                    Some((_, other)) => text.extend(['\\', other]),
                    None => break,
                }
            } else {
                text.push(character);
            }
        }
        Err(refusal(self.at, &format!("the quote `{quote}` is not closed.")))
    }
}

//! Fields as bytes, one after the other: what a Durable Object and who asks it say to each other.

use crate::platform::Failure;

/// How many bytes small fields take beside large ones, about.
const FEW: usize = 4096;

/// Writes fields.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Returns a writer that has written what sort of message follows.
    pub fn of(tag: u8) -> Self {
        Self(vec![tag])
    }

    /// Makes room for so many bytes and a few more: a large message is not copied while it grows.
    #[must_use]
    pub fn with_room_for(mut self, bytes: usize) -> Self {
        self.0.reserve_exact(bytes + FEW);
        self
    }

    /// Adds a small number.
    #[must_use]
    pub fn tag(mut self, tag: u8) -> Self {
        self.0.push(tag);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: i64) -> Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// Adds bytes and how many they are.
    #[must_use]
    pub fn bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// Returns what was written.
    pub fn end(self) -> Vec<u8> {
        self.0
    }
}

/// Reads fields in the order in which they were written.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Returns a reader of a message.
    pub fn new(message: &'a [u8]) -> Self {
        Self(message)
    }

    /// Returns how many bytes are not read yet.
    pub fn left(&self) -> usize {
        self.0.len()
    }

    /// Returns whether everything was read.
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the next small number.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none.
    pub fn tag(&mut self) -> Result<u8, Failure> {
        Ok(self.array::<1>()?[0])
    }

    /// Returns the next number.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none.
    pub fn number(&mut self) -> Result<i64, Failure> {
        self.array().map(i64::from_le_bytes)
    }

    /// Returns the next bytes.
    ///
    /// # Errors
    ///
    /// `Malformed` when there are fewer than it says.
    pub fn bytes(&mut self) -> Result<&'a [u8], Failure> {
        let length = usize::try_from(u64::from_le_bytes(self.array()?)).map_err(|_| cut_off())?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Returns the next bytes as text.
    ///
    /// # Errors
    ///
    /// `Malformed` when they are none.
    pub fn text(&mut self) -> Result<String, Failure> {
        let text = std::str::from_utf8(self.bytes()?);
        text.map(str::to_owned).map_err(|error| Failure::malformed(error.to_string()))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(*bytes)
    }
}

fn cut_off() -> Failure {
    Failure::malformed("a message to or from a Durable Object is cut off")
}

/// Returns the failure of a message of a sort that is not known; another version of the Worker may have sent it.
pub fn unknown(tag: u8) -> Failure {
    Failure::malformed(format!("a message to or from a Durable Object is of the unknown sort {tag}"))
}

//! The functions of a wasm module: how they are called, and what they weigh.

/// The sections that are read.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// A function of a module.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) bytes: usize,
}

/// Returns the functions of a module; those that it does not name are called `?`.
pub(super) fn functions(module: &[u8]) -> Vec<Function> {
    let mut reader = Reader(module.get(8..).unwrap_or_default());
    let (mut names, mut imported, mut sizes) = (Vec::new(), 0, Vec::new());
    while let Some(section) = reader.byte() {
        let mut content = Reader(reader.block());
        match section {
            IMPORTS => imported = content.imported_functions(),
            CODE => sizes = (0..content.number()).map(|_| content.block().len()).collect(),
            CUSTOM if content.text() == "name" => names = content.function_names(),
            _ => {}
        }
    }
    let name = |index: usize| {
        let found = names.binary_search_by_key(&index, |(index, _)| *index).ok();
        found.map_or_else(|| String::from("?"), |place| names[place].1.clone())
    };
    let functions = sizes.into_iter().enumerate();
    functions.map(|(index, bytes)| Function { name: name(imported + index), bytes }).collect()
}

/// What is left to read; past the end everything is 0 or empty.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Reads an unsigned number in LEB128.
    fn number(&mut self) -> usize {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte().unwrap_or_default();
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    /// Reads bytes that follow their number.
    fn block(&mut self) -> &'a [u8] {
        let length = self.number().min(self.0.len());
        let (block, rest) = self.0.split_at(length);
        self.0 = rest;
        block
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.block()).into_owned()
    }

    fn function_names(&mut self) -> Vec<(usize, String)> {
        while let Some(kind) = self.byte() {
            let mut content = Reader(self.block());
            if kind == 1 {
                return (0..content.number()).map(|_| (content.number(), content.text())).collect();
            }
        }
        Vec::new()
    }

    /// Counts the functions among the imports.
    fn imported_functions(&mut self) -> usize {
        let mut functions = 0;
        for _ in 0..self.number() {
            self.block();
            self.block();
            match self.byte() {
                Some(0) => {
                    self.number();
                    functions += 1;
                }
                // A table or a memory: a type, its limits; a global or a tag: two bytes.
                Some(kind @ (1 | 2)) => {
                    if kind == 1 {
                        self.byte();
                    }
                    let has_most = self.number() & 1 == 1;
                    self.number();
                    if has_most {
                        self.number();
                    }
                }
                _ => {
                    self.number();
                    self.byte();
                }
            }
        }
        functions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_weighed_by_name() {
        let module = [
            b"\0asm\x01\0\0\0".as_slice(),
            // One import, `a.b`, a function; one body of two bytes; the names of both.
            b"\x02\x07\x01\x01a\x01b\0\0",
            b"\x0a\x04\x01\x02\0\x0b",
            b"\0\x0f\x04name\x01\x08\x02\0\x01x\x01\x02yz",
        ];
        let functions = functions(&module.concat());
        assert_eq!(functions.len(), 1);
        assert_eq!((functions[0].name.as_str(), functions[0].bytes), ("yz", 2));
    }
}

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read, Take},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::read::ZipFile;

use crate::{
    Fault, MAX_EVENT_BYTES, MAX_EVENTS, MAX_INFLATED_BYTES,
    workbook::archive::{Archive, damaged},
};

/// A part of a workbook, inflated as it is read and no further than [`MAX_INFLATED_BYTES`].
pub(crate) struct Part<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    depth: u32,
    events: usize,
}

/// A part's bytes as they are inflated, so many of them for each event.
struct Bounded<'a> {
    bytes: BufReader<Take<Box<dyn Read + 'a>>>,
    left: usize,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let many = available.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(many);
        Ok(many)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let available = self.bytes.fill_buf()?;
        if self.left == 0 && !available.is_empty() {
            let rule = format!("a mark or a text of it is longer than {MAX_EVENT_BYTES} bytes");
            return Err(io::Error::other(rule));
        }
        Ok(available.get(..self.left).unwrap_or(available))
    }

    fn consume(&mut self, many: usize) {
        self.left = self.left.saturating_sub(many);
        self.bytes.consume(many);
    }
}

/// How deep the elements of a workbook may nest.
const MAX_DEPTH: u32 = 100;

/// What comes next in a part.
pub(crate) enum Next<'e> {
    /// An element begins; its end follows, also where it is empty.
    Begin(BytesStart<'e>),
    /// An element of this name ends.
    End(String),
    /// Text between elements.
    Text(Cow<'e, str>),
    /// The part ends.
    Over,
}

impl<'a> Part<'a> {
    /// Opens the part of a name, where the workbook has it.
    pub(crate) fn open(archive: &'a mut Archive<'_>, name: &str) -> Result<Option<Self>, Fault> {
        if archive.index_for_name(name).is_none() {
            return Ok(None);
        }
        let file: ZipFile<'a, _> =
            archive.by_name(name).map_err(|fault| damaged(&fault.to_string()))?;
        Ok(Some(Self::of(Box::new(file))))
    }

    fn of(read: Box<dyn Read + 'a>) -> Self {
        let bytes = BufReader::new(read.take(MAX_INFLATED_BYTES));
        let mut reader = Reader::from_reader(Bounded { bytes, left: MAX_EVENT_BYTES });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, events: 0 }
    }

    /// What comes next; declarations and comments are passed over.
    pub(crate) fn next(&mut self) -> Result<Next<'_>, Fault> {
        self.buffer.clear();
        self.reader.get_mut().left = MAX_EVENT_BYTES;
        self.events += 1;
        if self.events > MAX_EVENTS {
            return Err(damaged(&format!(
                "a part of it has more than {MAX_EVENTS} marks and texts"
            )));
        }
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(fault) => return Err(damaged(&fault.to_string())),
        };
        Ok(match event {
            Event::Start(element) | Event::Empty(element) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(damaged("its elements nest too deep"));
                }
                Next::Begin(element)
            }
            Event::End(element) => {
                self.depth = self.depth.saturating_sub(1);
                Next::End(element.local_name().into_inner().to_owned())
            }
            Event::Text(text) => Next::Text(text.xml10_content()),
            Event::CData(text) => Next::Text(text.xml10_content()),
            Event::GeneralRef(entity) => Next::Text(match entity.resolve_char_ref() {
                Ok(Some(c)) => Cow::Owned(c.to_string()),
                Ok(None) => Cow::Borrowed(named(&entity)),
                Err(fault) => return Err(damaged(&fault.to_string())),
            }),
            Event::Eof if self.reader.get_mut().bytes.get_mut().limit() == 0 => {
                return Err(damaged(&format!(
                    "a part of it is larger than {MAX_INFLATED_BYTES} bytes"
                )));
            }
            Event::Eof => Next::Over,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                Next::Text(Cow::Borrowed(""))
            }
        })
    }
}

/// What XML's own entities stand for; a workbook has no others.
fn named(entity: &str) -> &'static str {
    match entity {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// An attribute of an element, by its name without a prefix.
pub(crate) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|found| found.key.local_name().into_inner() == name)?;
    // Only names, numbers and formats stand in attributes here: no references among them mean anything.
    Some(found.value)
}

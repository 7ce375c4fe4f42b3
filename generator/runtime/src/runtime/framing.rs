//! Splits chunks of any size into frames: server-sent events, lines, records. No byte is scanned twice.

use std::time::Duration;

use bytes::{Buf, BytesMut};

/// The maximum length of an event or line: a server that never ends one could fill all memory.
const LONGEST: usize = 64 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Events,
    Lines,
    /// `application/json-seq`: records that begin with the control character RS.
    Records,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) name: Option<String>,
    /// `id` of an event, or of a previous one.
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) data: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// The state that carries over to the next connection of an event stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resume {
    /// The id of the last event, even of one without data.
    pub(crate) last_id: Option<String>,
    pub(crate) retry: Option<Duration>,
}

/// Received bytes, and how many of them were scanned.
pub(crate) struct Splitter {
    framing: Framing,
    bytes: BytesMut,
    seen: usize,
    /// Whether nothing was consumed yet: a byte order mark may follow.
    first: bool,
    /// Whether the last line ended with CR: a following LF belongs to it.
    after_cr: bool,
    event: Frame,
    has_data: bool,
    resume: Resume,
}

impl Splitter {
    pub(crate) fn new(framing: Framing) -> Self {
        Self {
            framing,
            bytes: BytesMut::new(),
            seen: 0,
            first: true,
            after_cr: false,
            event: Frame::default(),
            has_data: false,
            resume: Resume::default(),
        }
    }

    pub(crate) fn resume(&self) -> &Resume {
        &self.resume
    }

    pub(crate) fn resume_from(&mut self, resume: Resume) {
        self.event.id.clone_from(&resume.last_id);
        self.resume = resume;
    }

    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// The next item, if it is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, TooLong> {
        while let Some(text) = self.take() {
            if let Some(frame) = self.accept(&text) {
                return Ok(Some(frame));
            }
        }
        if self.bytes.len() + self.event.data.len() > LONGEST { Err(TooLong) } else { Ok(None) }
    }

    /// The last item, if the end of the stream completes it.
    pub(crate) fn last(&mut self) -> Option<Frame> {
        let rest = self.bytes.split();
        self.seen = 0;
        let text = self.text(&rest);
        let is_cut = self.framing == Framing::Events && !text.is_empty() && !text.starts_with(':');
        match self.accept(&text).or_else(|| self.finish()) {
            None if is_cut => Some(Frame { data: text, ..Frame::default() }),
            frame => frame,
        }
    }

    fn take(&mut self) -> Option<String> {
        if self.after_cr && self.bytes.first() == Some(&b'\n') {
            self.bytes.advance(1);
        }
        self.after_cr &= self.bytes.is_empty();
        let framing = self.framing;
        let is_end = |byte: &u8| match framing {
            Framing::Events => matches!(byte, b'\n' | b'\r'),
            Framing::Lines => *byte == b'\n',
            Framing::Records => *byte == 0x1e,
        };
        let Some(at) = self.bytes.iter().skip(self.seen).position(is_end).map(|at| at + self.seen) else {
            self.seen = self.bytes.len();
            return None;
        };
        self.seen = 0;
        let before = self.bytes.split_to(at);
        self.after_cr = framing == Framing::Events && self.bytes.first() == Some(&b'\r');
        self.bytes.advance(1);
        Some(self.text(&before))
    }

    fn text(&mut self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let is_first = std::mem::take(&mut self.first);
        match text.strip_prefix('\u{feff}') {
            Some(rest) if is_first => rest.to_owned(),
            _ => text.into_owned(),
        }
    }

    fn accept(&mut self, text: &str) -> Option<Frame> {
        if self.framing == Framing::Events {
            return if text.is_empty() { self.finish() } else { self.field(text) };
        }
        let data = text.trim();
        (!data.is_empty()).then(|| Frame { data: data.to_owned(), ..Frame::default() })
    }

    /// A line of an event; lines that begin with a colon are comments.
    fn field(&mut self, line: &str) -> Option<Frame> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => self.event.name = Some(value.to_owned()).filter(|name| !name.is_empty()),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" => {
                self.event.retry = value.parse().ok().map(Duration::from_millis);
                self.resume.retry = self.event.retry.or(self.resume.retry);
            }
            _ => {}
        }
        None
    }

    /// The current event; an event without data does not count. The id carries over to the next one.
    fn finish(&mut self) -> Option<Frame> {
        self.resume.last_id.clone_from(&self.event.id);
        let next = Frame { id: self.event.id.clone(), ..Frame::default() };
        let event = std::mem::replace(&mut self.event, next);
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

//! Explains the errors of the YAML parser in plain words, and what to do.

use granit_parser::ErrorKind;

pub(super) struct YamlPhrase {
    kind: ErrorKind,
    pub(super) fact: &'static str,
    pub(super) help: Option<&'static str>,
    pub(super) subject: PhraseSubject,
}

/// What a phrase is about, which determines the reported location.
#[derive(Clone, Copy)]
pub(super) enum PhraseSubject {
    Character,
    /// A tab in the indentation of a line.
    Tab,
    /// An array or object, whose beginning is stated as well.
    Collection,
    /// The text after a quoted string, which may begin on an earlier line.
    AfterString,
}

impl YamlPhrase {
    const fn about_character(
        kind: ErrorKind,
        fact: &'static str,
        help: Option<&'static str>,
    ) -> Self {
        Self {
            kind,
            fact,
            help,
            subject: PhraseSubject::Character,
        }
    }

    const fn about_tab(kind: ErrorKind) -> Self {
        Self {
            kind,
            fact: "found a tab, expected spaces",
            help: Some("indent with spaces, not with tabs"),
            subject: PhraseSubject::Tab,
        }
    }

    const fn about_collection(
        kind: ErrorKind,
        fact: &'static str,
        help: Option<&'static str>,
    ) -> Self {
        Self {
            kind,
            fact,
            help,
            subject: PhraseSubject::Collection,
        }
    }

    const fn after_string(kind: ErrorKind, help: &'static str) -> Self {
        Self {
            kind,
            fact: "found text after the end of a quoted string",
            help: Some(help),
            subject: PhraseSubject::AfterString,
        }
    }
}

pub(super) fn find_yaml_phrase(kind: &ErrorKind) -> Option<&'static YamlPhrase> {
    PHRASES.iter().find(|phrase| phrase.kind == *kind)
}

const DASH: &str = "unexpected `-`";
const NO_VALUE: &str = "expected a value";
const NO_COLON: &str = "expected `:` after a key";
const HALF: &str = "an escape in a quoted string is half of a surrogate pair";
const DIGITS: &str = "expected hexadecimal digits in an escape such as `\\u00e9`";

static PHRASES: &[YamlPhrase] = &[
    YamlPhrase::about_tab(ErrorKind::TabInPlainScalar),
    YamlPhrase::about_tab(ErrorKind::TabInBlockIndentation),
    YamlPhrase::about_tab(ErrorKind::TabInIndentation),
    YamlPhrase::about_tab(ErrorKind::TabAtBlockScalarStart),
    YamlPhrase::about_tab(ErrorKind::TabNotAllowed),
    YamlPhrase::about_collection(
        ErrorKind::ExpectedBlockMappingKey,
        "expected a key in an object",
        Some("indent all keys of an object equally"),
    ),
    YamlPhrase::about_collection(
        ErrorKind::ExpectedBlockSequenceEntry,
        "expected `-` in an array",
        Some("indent all items of an array equally"),
    ),
    YamlPhrase::about_character(
        ErrorKind::MappingValueNotAllowed,
        "unexpected `:` in a value",
        Some("put a string that contains a colon in quotes"),
    ),
    YamlPhrase::about_character(ErrorKind::SimpleKeyExpected, NO_COLON, None),
    YamlPhrase::about_character(ErrorKind::InvalidSimpleKey, NO_COLON, None),
    YamlPhrase::about_character(
        ErrorKind::MappingKeyNotAllowed,
        "unexpected `?`",
        Some("put a string that begins with `?` in quotes"),
    ),
    YamlPhrase::about_collection(
        ErrorKind::ExpectedFlowMappingSeparator,
        "expected `,` or `}` in the object `{ … }`",
        None,
    ),
    YamlPhrase::about_collection(
        ErrorKind::ExpectedFlowSequenceSeparator,
        "expected `,` or `]` in the array `[ … ]`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::InvalidColonPlacement,
        "unexpected `:` between `[` and `]`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::FlowMappingValueAdjacentCollection,
        "expected a space after `:`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::MisplacedFlowCollectionEnd,
        "found a closing bracket without an opening one",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::BlockEntryInFlowCollection,
        "unexpected `-` between brackets",
        Some("write `-` only outside of `[ … ]` and `{ … }`"),
    ),
    YamlPhrase::about_character(
        ErrorKind::BlockSequenceEntryNotAllowed,
        DASH,
        Some("begin an array in the line after its key, and put a string that is `-` in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::PlainScalarStartsWithDashFlowIndicator,
        DASH,
        Some("put a string that is `-` in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::InvalidBlockEntryWhitespace,
        "expected a space after `-`",
        None,
    ),
    YamlPhrase::about_character(ErrorKind::ExpectedNodeContent, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEof, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEofBlockMapping, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEofBlockSequence, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEofFlowMapping, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEofFlowSequence, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEofImplicitFlowMapping, NO_VALUE, None),
    YamlPhrase::about_character(ErrorKind::UnexpectedEndOfPlainScalar, NO_VALUE, None),
    YamlPhrase::about_character(
        ErrorKind::UnclosedQuotedScalar,
        "a string in quotes is not closed",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::DocumentIndicatorInQuotedScalar,
        "`---` or `...` begins a line of a string in quotes",
        Some("close the string, or indent its lines"),
    ),
    YamlPhrase::after_string(
        ErrorKind::InvalidTrailingSingleQuotedScalar,
        "close it where it ends, and write `''` for a quote in it",
    ),
    YamlPhrase::after_string(
        ErrorKind::InvalidTrailingDoubleQuotedScalar,
        "close it where it ends, and write `\\\"` for a quote in it",
    ),
    YamlPhrase::about_character(ErrorKind::InvalidQuotedScalarHexEscape, DIGITS, None),
    YamlPhrase::about_character(ErrorKind::InvalidLowSurrogateHexEscape, DIGITS, None),
    YamlPhrase::about_character(ErrorKind::InvalidLowSurrogate, HALF, None),
    YamlPhrase::about_character(ErrorKind::MissingLowSurrogate, HALF, None),
    YamlPhrase::about_character(ErrorKind::UnpairedLowSurrogate, HALF, None),
    YamlPhrase::about_character(
        ErrorKind::InvalidUnicodeEscape,
        "an escape in a quoted string is no character",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::InvalidBlockScalarHeader,
        "expected the end of the line after `|` or `>`",
        Some("begin the text in the next line, or put it in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::ZeroBlockScalarIndent,
        "found `0` after `|` or `>`, expected 1 to 9",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::InvalidBlockScalarIndent,
        "a line of a text after `|` or `>` is indented less than the empty lines before it",
        Some("indent all lines of a text equally"),
    ),
    YamlPhrase::about_character(
        ErrorKind::UnknownAnchor,
        "an alias refers to an anchor that is not defined before it",
        Some("define it, or put a string that begins with `*` in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::MissingAnchorOrAliasName,
        "expected a name after `&` or `*`",
        Some("put a string that begins with `&` or `*` in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::UndeclaredTagHandle,
        "a tag begins with a handle that is not declared",
        Some("put a string that begins with `!` in quotes"),
    ),
    YamlPhrase::about_character(
        ErrorKind::CommentNotSeparated,
        "expected a space before `#`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::CommentInterceptedScalar,
        "a comment is between the lines of a string",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::ExpectedDocumentStart,
        "expected `---` after a directive, a line that begins with `%`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::InvalidDocumentEnd,
        "found more in the line of `...`",
        None,
    ),
    YamlPhrase::about_character(
        ErrorKind::BomInsideDocument,
        "found a byte order mark (U+FEFF) inside of the file",
        Some("remove it: it may only be the first character of a file"),
    ),
    YamlPhrase::about_character(
        ErrorKind::UnsupportedYamlMajorVersion,
        "expected YAML 1",
        None,
    ),
];

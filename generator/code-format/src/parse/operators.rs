//! Binary operators.

/// Returns the precedence of a binary operator, the weakest first; `None` for other tokens.
pub(super) fn precedence(operator: &str) -> Option<u8> {
    Some(match operator {
        "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "|=" | "&=" | "^=" | "<<=" => 0,
        ".." | "..=" => 1,
        "||" => 2,
        "&&" => 3,
        "==" | "!=" | "<" | ">" | "<=" | ">=" => 4,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "<<" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

pub(super) const ASSIGNMENT: u8 = 0;
pub(super) const RANGE: u8 = 1;

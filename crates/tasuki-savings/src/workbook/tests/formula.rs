//! As much of a spreadsheet's formulas as the workbook uses.

/// What a cell holds.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Number(f64),
    Text(String),
}

impl Value {
    fn number(self) -> f64 {
        match self {
            Self::Number(number) => number,
            Self::Text(text) => panic!("{text:?} is no number"),
        }
    }
}

/// A formula, parsed.
#[derive(Clone)]
pub(super) enum Expression {
    Value(Value),
    /// Sheet (empty for the own one) and cell.
    Cell(String, String),
    Call(String, Vec<Self>),
    Binary(Box<Self>, String, Box<Self>),
}

impl Expression {
    pub(super) fn parse(text: &str) -> Self {
        let mut rest = text;
        let parsed = binary(&mut rest, 0);
        assert_eq!(rest, "", "in {text}");
        parsed
    }

    pub(super) fn value(&self, cell: &dyn Fn(&str, &str) -> Value) -> Value {
        let value = |of: &Self| of.value(cell);
        let number = |of: &Self| of.value(cell).number();
        match self {
            Self::Value(value) => value.clone(),
            Self::Cell(sheet, place) => cell(sheet, place),
            Self::Call(name, arguments) => match (&**name, &arguments[..]) {
                ("INT", [one]) => Value::Number(number(one).floor()),
                ("ROUND", [one, digits]) => {
                    assert!(number(digits) == 0.0);
                    Value::Number(number(one).round())
                }
                // Only the branch that is taken is computed.
                ("IF", [asked, yes, _]) if number(asked) != 0.0 => value(yes),
                ("IF", [_, _, no]) => value(no),
                _ => panic!("{name} is not known"),
            },
            Self::Binary(left, sign, right) => {
                let (left, right) = (number(left), number(right));
                let truth = |is_so: bool| f64::from(u8::from(is_so));
                #[expect(clippy::float_cmp, reason = "whole numbers are compared")]
                let found = match &**sign {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    "/" => left / right,
                    "<=" => truth(left <= right),
                    ">=" => truth(left >= right),
                    "<" => truth(left < right),
                    ">" => truth(left > right),
                    _ => truth(left == right),
                };
                assert!(found.is_finite());
                Value::Number(found)
            }
        }
    }
}

/// Signs that bind equally, weakest first.
const SIGNS: [&[&str]; 3] = [&["<=", ">=", "<", ">", "="], &["+", "-"], &["*", "/"]];

fn binary(rest: &mut &str, level: usize) -> Expression {
    let Some(signs) = SIGNS.get(level) else {
        return single(rest);
    };
    let mut left = binary(rest, level + 1);
    while let Some(sign) = signs.iter().find(|sign| rest.starts_with(**sign)) {
        *rest = rest.split_at(sign.len()).1;
        let right = binary(rest, level + 1);
        left = Expression::Binary(Box::new(left), (*sign).to_owned(), Box::new(right));
    }
    left
}

fn single(rest: &mut &str) -> Expression {
    if let Some(behind) = rest.strip_prefix('-') {
        *rest = behind;
        let zero = Expression::Value(Value::Number(0.0));
        return Expression::Binary(Box::new(zero), "-".to_owned(), Box::new(single(rest)));
    }
    if let Some(behind) = rest.strip_prefix('(') {
        *rest = behind;
        let inner = binary(rest, 0);
        *rest = rest.strip_prefix(')').unwrap();
        return inner;
    }
    if let Some(behind) = rest.strip_prefix('"') {
        let (text, behind) = behind.split_once('"').unwrap();
        *rest = behind;
        return Expression::Value(Value::Text(text.to_owned()));
    }
    let mut sheet = String::new();
    if let Some(behind) = rest.strip_prefix('\'') {
        let (name, behind) = behind.split_once("'!").unwrap();
        name.clone_into(&mut sheet);
        *rest = behind;
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '$' || c == '.';
    let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    let name = name.replace('$', "");
    *rest = behind;
    if let Ok(number) = name.parse() {
        return Expression::Value(Value::Number(number));
    }
    let Some(behind) = rest.strip_prefix('(') else {
        return Expression::Cell(sheet, name);
    };
    *rest = behind;
    let mut arguments = Vec::new();
    loop {
        arguments.push(binary(rest, 0));
        match rest.split_at(1) {
            (",", behind) => *rest = behind,
            (")", behind) => {
                *rest = behind;
                return Expression::Call(name, arguments);
            }
            _ => panic!("at {rest}"),
        }
    }
}

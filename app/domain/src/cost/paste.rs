//! Lines pasted from a spreadsheet, or read from a file of separated values.

use super::LineDraft;
use crate::digits;

/// A column that a pasted table may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Article,
    Supplier,
    Quantity,
    Unit,
    Price,
    Committed,
    Actual,
    Day,
    Document,
    Currency,
}

impl Column {
    pub const ALL: [Column; 10] = [
        Column::Article,
        Column::Supplier,
        Column::Quantity,
        Column::Unit,
        Column::Price,
        Column::Committed,
        Column::Actual,
        Column::Day,
        Column::Document,
        Column::Currency,
    ];

    /// The order of a table without heads: that of the grid.
    pub const GRID: [Column; 6] =
        [Column::Article, Column::Supplier, Column::Quantity, Column::Price, Column::Committed, Column::Actual];

    pub fn as_str(self) -> &'static str {
        match self {
            Column::Article => "article",
            Column::Supplier => "supplier",
            Column::Quantity => "quantity",
            Column::Unit => "unit",
            Column::Price => "price",
            Column::Committed => "committed",
            Column::Actual => "actual",
            Column::Day => "day",
            Column::Document => "document",
            Column::Currency => "currency",
        }
    }
}

/// The cells of a table as spreadsheets copy it, or as files separate it: by tabs, else semicolons, else commas; a cell in
/// quotes may hold any of them, and line breaks. Empty rows are left out.
///
/// By hand, because the reader of the `csv` crate would be an eighth of the program of this page.
pub fn table(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or("");
    let mark = ['\t', ';'].into_iter().find(|mark| first.contains(*mark)).unwrap_or(',');
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    let end_cell = |rows: &mut Vec<Vec<String>>, cell: &mut String| {
        if let Some(row) = rows.last_mut() {
            row.push(std::mem::take(cell).trim().to_owned());
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\r' if !quoted => {}
            '\n' if !quoted => {
                end_cell(&mut rows, &mut cell);
                rows.push(Vec::new());
            }
            c if c == mark && !quoted => end_cell(&mut rows, &mut cell),
            c => cell.push(c),
        }
    }
    end_cell(&mut rows, &mut cell);
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    rows
}

/// Splits `420 pcs` into its number and its unit.
pub fn quantity(typed: &str) -> (String, String) {
    let at = typed.char_indices().find(|(_, c)| c.is_alphabetic() || *c == '%').map_or(typed.len(), |(at, _)| at);
    let (number, unit) = typed.split_at(at);
    // Words without a number are a wrong number, not a unit.
    if digits::to_ascii(number).chars().any(|c| c.is_ascii_digit()) {
        (number.trim().to_owned(), unit.trim().to_owned())
    } else {
        (typed.trim().to_owned(), String::new())
    }
}

/// Writes a cell into a line.
pub fn set(line: &mut LineDraft, column: Column, cell: &str) {
    let cell = cell.to_owned();
    match column {
        Column::Article => line.article = cell,
        Column::Supplier => line.supplier = cell,
        Column::Quantity => {
            let (number, unit) = quantity(&cell);
            line.quantity = number;
            if !unit.is_empty() || cell.trim().is_empty() {
                line.unit = unit;
            }
        }
        Column::Unit => line.unit = cell,
        Column::Price => line.price = cell,
        Column::Committed => line.committed = cell,
        Column::Actual => line.actual = cell,
        Column::Day => line.day = cell,
        Column::Document => line.document = cell,
        Column::Currency => line.currency = cell,
    }
}

/// The lines of a table. Where its first row names columns, in the words that `heads` gives, it goes by these; otherwise by
/// the order of the grid.
pub fn lines(table: &[Vec<String>], heads: &[(Column, String)]) -> Vec<LineDraft> {
    let named = |cell: &String| {
        let cell = cell.trim().to_lowercase();
        heads
            .iter()
            .find(|(column, head)| head.to_lowercase() == cell || column.as_str() == cell)
            .map(|(column, _)| *column)
    };
    let first: Vec<Option<Column>> = table.first().map(|row| row.iter().map(named).collect()).unwrap_or_default();
    let has_heads = first.iter().flatten().count() >= 2;
    let columns: Vec<Option<Column>> = if has_heads { first } else { Column::GRID.map(Some).to_vec() };
    let line = |row: &Vec<String>| {
        let mut line = LineDraft::default();
        for (column, cell) in columns.iter().zip(row) {
            if let Some(column) = column {
                set(&mut line, *column, cell);
            }
        }
        line
    };
    table.iter().skip(usize::from(has_heads)).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_separated_as_spreadsheets_and_files_do() {
        assert_eq!(table("a\tb\r\nc\t\"d\te\"\n\n"), [["a", "b"], ["c", "d\te"]]);
        assert_eq!(table("a;\"b; \"\"c\"\"\nd\";e"), [["a", "b; \"c\"\nd", "e"]]);
        assert_eq!(table("\u{feff}a,b"), [["a", "b"]]);
        assert!(table(" \n\n").is_empty());
    }

    #[test]
    fn a_table_without_heads_is_in_the_order_of_the_grid() {
        let lines = lines(&table("Printing\tVračar\t420 pcs\t1.90\t798\t812\nFlyer\t\tten\t1"), &[]);
        assert_eq!(
            (lines[0].quantity.as_str(), lines[0].unit.as_str(), lines[0].actual.as_str()),
            ("420", "pcs", "812")
        );
        assert_eq!(lines[1].quantity, "ten", "named as wrong when it is read");
    }

    #[test]
    fn heads_say_what_a_column_is_in_the_words_of_the_page() {
        let heads = [(Column::Article, "Stavka".to_owned()), (Column::Price, "Cena".to_owned())];
        let lines = lines(&table("Cena;x;Stavka\n12,50;?;Štampa"), &heads);
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].article.as_str(), lines[0].price.as_str()), ("Štampa", "12,50"));
    }

    #[test]
    fn units_follow_numbers_in_any_digits() {
        assert_eq!(quantity("1.000 kom"), ("1.000".into(), "kom".into()));
        assert_eq!(quantity("۴۲۰ عدد"), ("۴۲۰".into(), "عدد".into()));
        assert_eq!(quantity(" 3 "), ("3".into(), String::new()));
        assert_eq!(quantity("many"), ("many".into(), String::new()));
    }
}

//! Figures as links: which rows stand behind one, and how they look.

use crate::metrics::{Figure, Value};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Which rows a figure opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsOf {
    Figure(Figure),
    /// People who entered a stage as part of the cohort.
    Stage(i64),
    /// People who joined at a stage.
    Joined(i64),
    /// A term of the audience equation by code, 0 for those who are contacted.
    Term(i64),
    /// Won opportunities of a month, by its first day.
    Revenue(NaiveDate),
    /// Cost lines of a month, by its first day.
    Cost(NaiveDate),
}

impl RowsOf {
    /// The form used in URLs, such as `figure:new_leads`.
    pub fn code(self) -> String {
        match self {
            RowsOf::Figure(figure) => format!("figure:{}", figure.as_str()),
            RowsOf::Stage(id) => format!("stage:{id}"),
            RowsOf::Joined(id) => format!("joined:{id}"),
            RowsOf::Term(code) => format!("term:{code}"),
            RowsOf::Revenue(day) => format!("revenue:{day}"),
            RowsOf::Cost(day) => format!("cost:{day}"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        let (kind, value) = code.split_once(':')?;
        Some(match kind {
            "figure" => RowsOf::Figure(Figure::parse(value)?),
            "stage" => RowsOf::Stage(value.parse().ok()?),
            "joined" => RowsOf::Joined(value.parse().ok()?),
            "term" => RowsOf::Term(value.parse().ok()?),
            "revenue" => RowsOf::Revenue(value.parse().ok()?),
            "cost" => RowsOf::Cost(value.parse().ok()?),
            _ => return None,
        })
    }
}

/// A row behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    pub id: i64,
    pub person_id: Option<i64>,
    pub name: String,
    pub account: String,
    pub day: Option<NaiveDate>,
    /// State, stage or outcome code, by the kind of row.
    pub state: String,
    pub amount_minor: Option<i64>,
}

/// The rows behind a figure: `visible + hidden` is the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRows {
    pub campaign: String,
    pub title: String,
    pub value: Value,
    pub rows: Vec<FigureRow>,
    pub visible: i64,
    pub hidden: i64,
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_behind_a_figure_survive_the_url() {
        for rows in [RowsOf::Figure(Figure::Roi), RowsOf::Stage(4), RowsOf::Joined(2), RowsOf::Term(0)] {
            assert_eq!(RowsOf::parse(&rows.code()), Some(rows));
        }
    }
}

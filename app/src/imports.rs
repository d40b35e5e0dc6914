//! Imports: all of them, uploading a file, columns and dry run, progress and undo.

pub mod api;
mod index;
mod mapping;
mod tally;
mod upload;
mod view;

pub use index::IndexPage;
pub use upload::UploadPage;
pub use view::ImportPage;

/// The three steps of an import, those before `current` done.
fn steps(t: texts::Texts, current: usize) -> Vec<ui::Step> {
    [texts::K::ImportStepFile, texts::K::ImportStepColumns, texts::K::ImportStepImport]
        .into_iter()
        .zip(1..)
        .enumerate()
        .map(|(at, (name, number))| ui::Step {
            name: t.t(name).to_owned(),
            number: t.plain(number),
            href: String::new(),
            done: at < current,
        })
        .collect()
}

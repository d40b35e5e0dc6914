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

//! Mocks that keep what operations create, change and delete.

mod bookshop;

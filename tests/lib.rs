//! The workspace seen from outside: case loading and matching shared by its tests.

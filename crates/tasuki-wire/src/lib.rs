//! Requests, answers and problems of the HTTP interface

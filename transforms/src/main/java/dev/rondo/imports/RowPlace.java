// Where a row stands in the source files.
package dev.rondo.imports;

/**
 * Where a row stands.
 *
 * @param file index of its source file in the plan
 * @param row 0-based position in the file
 * @param line 1-based line, for people
 */
record RowPlace(int file, long row, long line) {
  boolean isBefore(RowPlace other) {
    return file != other.file ? file < other.file : row < other.row;
  }
}

// One row of a source file.
package dev.rondo.imports;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One row of a source file: a value, or why there is none.
 *
 * @param row 0-based position in the file
 * @param line 1-based line on which it begins; in Parquet the number of the row
 * @param value what it holds; null if it cannot be read
 * @param reason why it cannot be read; null if it can
 * @param detail of the reason, one line; null if it can be read
 * @param content the row as text, for people; may be cut
 */
record SourceRow(
    long row, long line, JsonNode value, String reason, String detail, String content) {}

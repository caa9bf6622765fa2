package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the rollouts of a run as somebody else would: DuckDB over the Parquet files, with nothing
 * of this program in between.
 */
final class Accounting {
  private static final String QUERY =
      """
      SELECT round, count(*) AS n, count(DISTINCT (problemId, sampleIndex)) AS different,
             count(DISTINCT problemId) AS problems, min(sampleIndex) AS first,
             max(sampleIndex) AS last
      FROM read_parquet('%s/rollouts/round-*/*.parquet')
      GROUP BY round ORDER BY round
      """;

  private Accounting() {}

  /** What a round has. */
  private record Account(long rollouts, long different, long problems, long first, long last) {}

  /** Asserts that each round has each sample of each problem once: none is lost, none is twice. */
  static void assertEveryRolloutOnce(Path run, int rounds, int problems, int groupSize)
      throws SQLException {
    SortedMap<Integer, Account> accounts = new TreeMap<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet row =
            statement.executeQuery(QUERY.replace("%s", run.toString().replace("'", "''")))) {
      while (row.next()) {
        accounts.put(
            row.getInt("round"),
            new Account(
                row.getLong("n"),
                row.getLong("different"),
                row.getLong("problems"),
                row.getLong("first"),
                row.getLong("last")));
      }
    }
    long all = (long) problems * groupSize;
    assertThat(accounts).hasSize(rounds);
    assertThat(accounts.values()).containsOnly(new Account(all, all, problems, 0, groupSize - 1));
  }
}

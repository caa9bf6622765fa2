// rondo import: published data sets to problems datasets.
package dev.rondo.cli;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.imports.AnswerRule;
import dev.rondo.imports.Benchmark;
import dev.rondo.imports.ImportPlan;
import dev.rondo.imports.ProblemForm;
import dev.rondo.imports.PromptTemplate;
import dev.rondo.imports.SourceFormat;
import dev.rondo.imports.Split;
import dev.rondo.imports.Splits;
import dev.rondo.programs.PaperBenchmarks;
import dev.rondo.programs.PaperBenchmarks.PaperBenchmark;
import dev.rondo.programs.ProblemImport;
import dev.rondo.run.CodeVersion;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo import}: published data sets to problems datasets. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    header = "Imports a published data set as problems.",
    description = {
      "",
      "Reads JSON, JSON Lines or Parquet. Every row becomes a problem, or goes to __rondo/rejected/"
          + " with its reason: rows in = problems + rejected rows. A reference answer that the"
          + " verifier cannot read is rejected here, so that it never becomes a reward.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  rondo import --format math-500 --from test.jsonl --to data/math-500",
      "  rondo import --format deepscaler --from deepscaler.json --to data/deepscaler \\",
      "      --against data/math-500 --split training=0.95,held-out=0.05",
      "  rondo import --preset paper --from benchmarks --to data",
      "  rondo import --format plain --problem-field prompt.0.content --answer-field label \\",
      "      --from rows.parquet --to data/own"
    })
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BeamOptions beam;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "Where the fields lie: aime-2024, aime-2025, amc23, dapo, deepscaler, gsm8k, limr, math,"
              + " math-500, minerva, olympiadbench, orz, plain (problem, answer, solution) or"
              + " verl.")
  private String format;

  /** Several data sets at once. */
  enum Preset {
    paper
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Instead of --format: paper finds GSM8K (test), MATH-500, AMC23, AIME 2024 and AIME 2025"
              + " in the folder --from by name and fields, and makes a dataset of each in --to.")
  private Preset preset;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "A file to import; may be given several times, each with its own --from.")
  private List<Path> files;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Where the problems go.")
  private Path target;

  @Option(
      names = "--problem-field",
      paramLabel = "PATH",
      description =
          "Where the question stands instead, such as extra_info.raw_problem; several joined by |:"
              + " the first that a row has.")
  private String problemField;

  @Option(
      names = "--answer-field",
      paramLabel = "PATH",
      description = "Where the reference answer stands instead.")
  private String answerField;

  @Option(
      names = "--solution-field",
      paramLabel = "PATH",
      description = "Where a worked solution stands instead; empty for nowhere.")
  private String solutionField;

  @Option(
      names = "--answer-rule",
      paramLabel = "RULE",
      description =
          "How the answer field is read instead: plain, hashes (what follows ####) or boxed.")
  private AnswerRule answerRule;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      defaultValue = "math",
      description = "Verifier of the problems (default: ${DEFAULT-VALUE}).")
  private String verifier;

  @Option(
      names = "--prompt-template",
      paramLabel = "TEXT",
      defaultValue = PromptTemplate.PLACE,
      description = "Text around the question, which stands at {problem}; " + GivenText.MARKS + ".")
  private String template;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "What the problems' source says (default: the format's name).")
  private String source;

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      description = "Parts with fractions, such as training=0.9,held-out=0.1; each a dataset.")
  private String split;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the split (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description =
          "A benchmark (imported problems); rows that state one of its problems are rejected. May"
              + " be given several times.")
  private List<Path> against = new ArrayList<>();

  @Option(
      names = "--max-row-bytes",
      paramLabel = "N",
      defaultValue = "1048576",
      description = "Longest row (default: ${DEFAULT-VALUE}); longer ones are rejected.")
  private int maxRowBytes;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "5000000",
      description = "Most rows of a file (default: ${DEFAULT-VALUE}); one with more is refused.")
  private long maxRows;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (preset == null && format == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--format=NAME'");
    }
    if (preset == null) {
      importInto(target, SourceFormat.named(format), format, files);
      return 0;
    }
    if (files.size() != 1) {
      throw notWithPreset("several --from");
    }
    Map<String, Object> ofOneFile = new LinkedHashMap<>();
    ofOneFile.put("--format", format);
    ofOneFile.put("--split", split);
    ofOneFile.put("--problem-field", problemField);
    ofOneFile.put("--answer-field", answerField);
    ofOneFile.put("--solution-field", solutionField);
    ofOneFile.put("--answer-rule", answerRule);
    for (Map.Entry<String, Object> option : ofOneFile.entrySet()) {
      if (option.getValue() != null) {
        throw notWithPreset(option.getKey());
      }
    }
    return importPaper(files.get(0));
  }

  private ParameterException notWithPreset(String option) {
    return new ParameterException(
        spec.commandLine(),
        "Cannot use --preset: "
            + preset
            + " with "
            + option
            + " (allowed: one folder, whole benchmarks of known formats)");
  }

  /** Imports what is there, and names what is not, and what cannot be imported. */
  private int importPaper(Path folder) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int code = ExitCode.DONE;
    Set<String> said = new HashSet<>();
    for (PaperBenchmark benchmark : PaperBenchmarks.ALL) {
      List<Path> found = benchmark.find(folder);
      if (found.isEmpty()) {
        code = ExitCode.FAILED;
        err.println(
            "Cannot find " + benchmark.name() + " in " + folder + ": " + benchmark.lookedFor());
        continue;
      }
      String names = found.stream().map(Path::toString).collect(Collectors.joining(", "));
      out.println(
          benchmark.name()
              + ": "
              + names
              + (benchmark.isCalledTraining(folder, found.get(0))
                  ? " (called train; this benchmark has no training set)"
                  : ""));
      Path directory = target.resolve(benchmark.name());
      long problems;
      try {
        problems = importInto(directory, benchmark.format(), benchmark.name(), found);
      } catch (InvalidInputException e) {
        code = ExitCode.FAILED;
        String line = Failures.oneLine(e.getMessage());
        if (said.add(line)) { // what is wrong with an option is so for all of them
          err.println(line);
        }
        continue;
      }
      if (problems != benchmark.problems()) {
        code = ExitCode.FAILED;
        err.println(
            "Imported "
                + benchmark.name()
                + ", which is not as it was published: "
                + problems
                + " problems of "
                + names
                + " (allowed: "
                + benchmark.problems()
                + ", once "
                + directory
                + " is removed; --format "
                + benchmark.name()
                + " takes any number, of several --from)");
      }
    }
    return code;
  }

  /** Returns how many problems there are. */
  private long importInto(Path target, SourceFormat form, String name, List<Path> files)
      throws IOException, InterruptedException {
    List<ImportPlan.Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(ImportPlan.Source.of(file));
    }
    PromptTemplate around = new PromptTemplate(GivenText.of(template));
    List<Benchmark> benchmarks = new ArrayList<>();
    for (Path benchmark : against) {
      benchmarks.add(Benchmark.read(benchmark, around));
    }
    ImportPlan plan =
        new ImportPlan(
            sources,
            form.with(problemField, answerField, solutionField, answerRule),
            new ProblemForm(source == null ? name : source, verifier, around),
            new Splits(split == null ? Split.NONE : Split.parse(split), seed),
            new ImportPlan.Limits(maxRowBytes, maxRows),
            benchmarks,
            CodeVersion.version());
    PrintWriter out = spec.commandLine().getOut();
    long problems = 0;
    Map<Path, DatasetManifest> datasets =
        ProblemImport.run(plan, target, beam.arguments(), TerminalProgress.forStandardError()::say);
    for (Map.Entry<Path, DatasetManifest> dataset : datasets.entrySet()) {
      print(out, dataset.getKey(), dataset.getValue().counts());
      problems += dataset.getValue().counts().get("rows");
    }
    out.flush();
    return problems;
  }

  private static void print(PrintWriter out, Path directory, Map<String, Long> counts) {
    out.println(
        directory
            + ": "
            + counts.get("source-rows")
            + " rows in, "
            + counts.get("rows")
            + " problems, "
            + counts.get("rejected-rows")
            + " rejected");
    counts.forEach(
        (name, count) -> {
          if (name.startsWith("rejected-as-")) {
            out.println("  " + name.substring("rejected-as-".length()) + ": " + count);
          } else if (name.equals("solutions-without-the-answer")) {
            out.println(
                "  solutions left out, in which the verifier finds no right answer: " + count);
          }
        });
  }
}

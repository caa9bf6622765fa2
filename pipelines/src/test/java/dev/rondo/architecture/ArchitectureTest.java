package dev.rondo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.Collator;
import java.text.Format;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The modules' arrows point one way, over the classes of all of them: schemas, policy, transforms
 * and pipelines in a row; the verifiers beside the policy, neither of which knows the other; the
 * trainer beside the transforms, which it never meets but in files.
 */
class ArchitectureTest {
  private static final String[] SCHEMAS = {"dev.rondo.schema..", "dev.rondo.dataset.."};
  private static final String[] POLICY = {"dev.rondo.policy.."};
  private static final String[] VERIFIERS = {"dev.rondo.verify..", "dev.rondo.task.."};
  private static final String[] TRANSFORMS = {
    "dev.rondo.imports..", "dev.rondo.rollout..", "dev.rondo.evaluate..", "dev.rondo.worker.."
  };
  private static final String[] TRAINER = {"dev.rondo.trainer.."};

  /** The diary of a run: it tells times, and nothing is decided from it. */
  private static final String METRICS = "dev.rondo.trainer.metrics..";

  private static final String[] PIPELINES = {
    "dev.rondo.pipelines..",
    "dev.rondo.run..",
    "dev.rondo.config..",
    "dev.rondo.cli..",
    "dev.rondo.report..",
    "dev.rondo.programs..",
    "dev.rondo.process..",
    "dev.rondo.examples.."
  };

  private static final List<String> MODULES =
      List.of(
          "schemas", "policy", "verifiers", "transforms", "gpu-trainer", "pipelines", "benchmarks");

  private static final JavaClasses RONDO =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .withImportOption(location -> !location.contains("/test/"))
          .importPackages("dev.rondo");

  @Test
  void everyModuleIsSeen() {
    assertThat(RONDO.contain("dev.rondo.schema.InvalidInputException")).isTrue();
    assertThat(RONDO.contain("dev.rondo.policy.Policy")).isTrue();
    assertThat(RONDO.contain("dev.rondo.verify.Verifier")).isTrue();
    assertThat(RONDO.contain("dev.rondo.evaluate.PassAtK")).isTrue();
    assertThat(RONDO.contain("dev.rondo.trainer.objective.PacsObjective")).isTrue();
    assertThat(RONDO.contain("dev.rondo.cli.Main")).isTrue();
  }

  @Test
  void theArrowsBetweenModulesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.rondo..")
        .layer("schemas")
        .definedBy(SCHEMAS)
        .layer("policy")
        .definedBy(POLICY)
        .layer("verifiers")
        .definedBy(VERIFIERS)
        .layer("transforms")
        .definedBy(TRANSFORMS)
        .layer("gpu-trainer")
        .definedBy(TRAINER)
        .layer("pipelines")
        .definedBy(PIPELINES)
        .whereLayer("schemas")
        .mayNotAccessAnyLayer()
        .whereLayer("policy")
        .mayOnlyAccessLayers("schemas")
        .whereLayer("verifiers")
        .mayOnlyAccessLayers("schemas")
        .whereLayer("transforms")
        .mayOnlyAccessLayers("schemas", "policy", "verifiers")
        .whereLayer("gpu-trainer")
        .mayOnlyAccessLayers("schemas", "policy")
        .whereLayer("pipelines")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(RONDO);
  }

  @Test
  void beamAndFlinkStayInTransformsAndPipelines() {
    noClasses()
        .that()
        .resideInAnyPackage(join(SCHEMAS, POLICY, VERIFIERS, TRAINER))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.beam..", "org.apache.flink..")
        .check(RONDO);
  }

  @Test
  void djlStaysInPolicyAndTrainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            join(SCHEMAS, VERIFIERS, TRANSFORMS, new String[] {"dev.rondo.config.."}))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(RONDO);
  }

  @Test
  void onlyTheRoundLoopWiresJobsAndTrainer() {
    noClasses()
        .that()
        .resideInAPackage("dev.rondo.pipelines..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.rondo.trainer..")
        .allowEmptyShould(true)
        .check(RONDO);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.rondo.(*)..").should().beFreeOfCycles().check(RONDO);
    slices().matching("dev.rondo.(**)").should().beFreeOfCycles().check(RONDO);
  }

  @Test
  void whatDecidesDataReadsNoClockAndNoChance() {
    noClasses()
        .that()
        .resideInAnyPackage(join(SCHEMAS, POLICY, VERIFIERS, TRANSFORMS, TRAINER))
        .and()
        .resideOutsideOfPackage(METRICS)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .check(RONDO);
  }

  /** Digits, letter case and time zones of the machine must not reach a path, a file or a line. */
  @Test
  void nothingDependsOnTheLocaleOfTheMachine() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .orShould()
        .callMethod(ZoneId.class, "systemDefault")
        .orShould()
        .callMethod(TimeZone.class, "getDefault")
        .orShould()
        .callMethod(Charset.class, "defaultCharset")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Format.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Collator.class)
        .check(RONDO);
  }

  /** One strict reader of JSON, and one place for digests. */
  @Test
  void jsonIsReadAndDigestsAreMadeInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.rondo.dataset..")
        .and()
        .resideOutsideOfPackage("dev.rondo.benchmark..")
        .should()
        .callConstructor(ObjectMapper.class)
        .orShould()
        .callConstructor(JsonMapper.class)
        .orShould()
        .callMethod(MessageDigest.class, "getInstance", String.class)
        .check(RONDO);
  }

  @Test
  void theCommandLineStartsWithoutHeavyClasses() {
    classes()
        .that()
        .haveFullyQualifiedName("dev.rondo.cli.Main")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "picocli..", "dev.rondo.cli..", "dev.rondo.config..", "dev.rondo.process..")
        .check(RONDO);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    for (String module : MODULES) {
      assertThat(sources(module).stream().map(Path::getParent).distinct())
          .isNotEmpty()
          .allSatisfy(directory -> assertThat(directory.resolve("package-info.java")).exists());
    }
  }

  /**
   * A call with more arguments than that is read by nobody. Records of settings are made of what a
   * file says by name, never by a call that lists them all.
   */
  @Test
  void constructorsTakeAtMostEightParameters() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, Integer> parameters = new TreeMap<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      for (String module : MODULES) {
        JavacTask parser =
            (JavacTask)
                compiler.getTask(
                    null,
                    files,
                    null,
                    null,
                    null,
                    files.getJavaFileObjectsFromPaths(sources(module)));
        new MostParameters(parameters).scan(parser.parse(), null);
      }
    }
    Predicate<String> isSettings =
        name -> name.endsWith("Settings") || Set.of("RunConfig", "ModelConfig").contains(name);

    assertThat(parameters).hasSizeGreaterThan(400).containsEntry("TrainSettings", 15);
    assertThat(parameters)
        .allSatisfy(
            (name, number) ->
                assertThat(number)
                    .as(name)
                    .satisfiesAnyOf(
                        n -> assertThat(n).isLessThanOrEqualTo(8),
                        n -> assertThat(name).matches(isSettings)));
  }

  /** Class to the most parameters of its constructors; the components of a record are some. */
  private static final class MostParameters extends TreeScanner<Void, String> {
    private final Map<String, Integer> parameters;

    MostParameters(Map<String, Integer> parameters) {
      this.parameters = parameters;
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      String name = type.getSimpleName().toString();
      if (type.getKind() == Tree.Kind.RECORD) {
        long components =
            type.getMembers().stream()
                .filter(member -> member instanceof VariableTree)
                .filter(
                    field ->
                        !((VariableTree) field).getModifiers().getFlags().contains(Modifier.STATIC))
                .count();
        parameters.merge(name, (int) components, Math::max);
      }
      return super.visitClass(type, name);
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      if (method.getReturnType() == null) {
        parameters.merge(type, method.getParameters().size(), Math::max);
      }
      return super.visitMethod(method, type);
    }
  }

  /** A longer one is one idea, and its first line says which. */
  @Test
  void filesHaveAtMost450Lines() throws IOException {
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".java")))
            .isNotEmpty()
            .allSatisfy(
                file -> {
                  List<String> lines = Files.readAllLines(file);
                  assertThat(lines.size() <= 450 || lines.get(0).startsWith("// One idea"))
                      .as("%s has %d lines", file, lines.size())
                      .isTrue();
                });
      }
    }
  }

  /** What CONTRIBUTING.md sends a stranger to: classes, their members, packages. */
  @Test
  void whatContributorsAreSentToIsThere() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), String::concat);
        }
      }
    }
    String page = Files.readString(Path.of("..", "CONTRIBUTING.md"));
    List<String> classes =
        Pattern.compile("`([A-Z][A-Za-z0-9]+(?:\\.[A-Za-z]+)?)`")
            .matcher(page)
            .results()
            .map(found -> found.group(1))
            .filter(name -> !name.endsWith(".md"))
            .toList();
    assertThat(classes).hasSizeGreaterThan(10);
    assertThat(classes)
        .filteredOn(
            name -> {
              String source = sources.getOrDefault(name.replaceFirst("\\..*", ""), "");
              return !source.contains(" " + name.substring(name.indexOf('.') + 1));
            })
        .as("classes that are not there")
        .isEmpty();
    assertThat(Pattern.compile("`((?:dev\\.rondo|trainer)\\.[a-z.]+)`").matcher(page).results())
        .isNotEmpty()
        .allSatisfy(
            found -> {
              String name = found.group(1).replaceFirst("^trainer", "dev.rondo.trainer");
              assertThat(RONDO.containPackage(name)).as(name).isTrue();
            });
  }

  @Test
  void aPackageLiesInOneModule() throws IOException {
    Map<String, Set<String>> modulesByPackage = new TreeMap<>();
    for (String module : MODULES) {
      Path root = Path.of("..", module, "src", "main", "java");
      for (Path source : sources(module)) {
        modulesByPackage
            .computeIfAbsent(root.relativize(source.getParent()).toString(), x -> new TreeSet<>())
            .add(module);
      }
    }

    assertThat(modulesByPackage).hasSizeGreaterThan(20);
    assertThat(modulesByPackage).allSatisfy((name, modules) -> assertThat(modules).hasSize(1));
  }

  /** The benchmarks are built after everything else, so their classes are not among those above. */
  @Test
  void nobodyKnowsTheBenchmarks() throws IOException {
    for (String module : MODULES) {
      for (Path source : sources(module)) {
        assertThat(Files.readString(source).contains("dev.rondo.benchmark"))
            .as(source.toString())
            .isEqualTo(module.equals("benchmarks"));
      }
    }
  }

  private static List<Path> sources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String[] join(String[]... groups) {
    return Stream.of(groups).flatMap(Stream::of).toArray(String[]::new);
  }
}

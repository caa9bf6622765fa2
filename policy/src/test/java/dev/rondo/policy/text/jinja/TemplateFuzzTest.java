package dev.rondo.policy.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Templates that nobody meant: mutated ones, and ones that were written to cost. Each is rendered
 * or refused, with less than 64 MiB allocated. {@code -Drondo.fuzz.templates=100000} makes as many
 * mutants and holds the time as well: none over 100 ms of the processor at its best of three tries.
 */
class TemplateFuzzTest {
  private static final int TEMPLATES = Integer.getInteger("rondo.fuzz.templates", 3_000);
  private static final boolean IS_TIMED = Integer.getInteger("rondo.fuzz.templates") != null;
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOS = 100_000_000;
  private static final int WARM_UP = 2_000;
  private static final LocalDate DATE = LocalDate.of(2024, 7, 26);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What makes a template dear, where it lands in another one. */
  private static final List<String> PIECES =
      List.of(
          " * 190000",
          " * 999999999999",
          "[::-1]",
          "[::999999999]",
          "|list",
          "|upper",
          "|tojson",
          "|tojson(indent=1000000000)",
          "|tojson(indent=900)",
          "|string",
          "|join",
          "|sort",
          "|unique|list",
          "|batch(1)|list",
          "|map('string')|list",
          "|replace('', 'xx')",
          "|indent(999)",
          ".split('')",
          ".split()",
          ".strip('ab')",
          ".center(199999)",
          " ~ messages",
          " ** 999",
          " % (1,)",
          "'%199999d' % ",
          "'%.300f' % ",
          "'{:>99999}'.format(",
          "range(99999)",
          "{% for a in range(300) %}",
          "{% for a in messages recursive %}",
          "{{ loop(messages) }}",
          "{{ loop.cycle(*range(99)) }}",
          "{% endfor %}",
          "{% macro m(n) %}{{ m(n) }}{% endmacro %}",
          "{{ m(1) }}",
          "{% set ns = namespace() %}",
          "{% set ns.a = [ns, ns] %}",
          "{{ ns.a }}",
          "{% set t = (1, 2) %}",
          "{% set t = (t, t) %}",
          "{{ {t: 1} }}",
          "{% set s = s ~ s %}",
          "{{ strftime_now('%c' * 9999) }}",
          "((((((((((",
          "[[[[[[[[[[",
          "not not not not ",
          "- - - -",
          "{%- if x -%}",
          "{%- endif -%}",
          "{% raw %}",
          "{% endraw %}",
          "{#",
          "#}",
          "\u0130",
          "\ufb01",
          "\ud835\udcb3",
          "\u0001",
          "{% filter upper %}",
          "{% endfilter %}",
          "{% call m(1) %}",
          "{% endcall %}",
          "|groupby('a')",
          "|default(x, true)",
          " if x else ",
          " in ",
          " is ",
          " or ");

  /** Written to cost as much as they can; each costs too much where something is not counted. */
  private static final List<String> DEAR =
      List.of(
          "{% set ns = namespace(l=(1,2)) %}{% for i in range(60) %}{% set ns.l = (ns.l,ns.l) %}"
              + "{% endfor %}{% set d = {ns.l: 1} %}{{ [ns.l]|unique|list|length }}",
          "{% set ns = namespace(l=(1,2)) %}{% for i in range(4000) %}{% set ns.l = (ns.l,) %}"
              + "{% endfor %}{{ [ns.l]|unique|list|length }}",
          "{% set ns = namespace(l=(1,2), m=(1,2)) %}{% for i in range(60) %}"
              + "{% set ns.l = (ns.l,ns.l) %}{% set ns.m = (ns.m,ns.m) %}{% endfor %}"
              + "{{ ns.l == ns.m }}{{ ns.l < ns.m }}",
          "{% set ns = namespace() %}{% set ns.a = [ns] %}{{ ns.a }}{{ ns.a == ns.a }}",
          "{% set a = 'x'*190000 %}{% set b = 'x'*190000 %}{% set d = {a: 1} %}"
              + "{% for i in range(50000) %}{{ d[b] }}{% endfor %}",
          "{% set a = 'x'*9900 %}{% set b = 'x'*9900 %}{% set d = {a: 1} %}"
              + "{% for i in range(50000) %}{{ d[b] }}{% endfor %}",
          "{% set a = 'x'*190000 %}{% for i in range(50000) %}{{ a is upper }}{% endfor %}",
          "{% set a = '\ud835\udcb3'*90000 %}{% for i in range(50000) %}{{ a[-1] }}{{ a|length }}"
              + "{% if a %}{% endif %}{% endfor %}",
          "{{ ('\ufb01'*66000)|upper|length }}",
          "{{ ('\u00df'*190000)|upper|length }}",
          "{{ ('\\u0001'*30000)|tojson|length }}{{ [('\\u0001'*30000)]|string|length }}",
          "{{ ('a '*90000).split()|length }}{{ ('a '*90000).rsplit()|length }}",
          "{{ ('ab'*90000).rsplit('a')|length }}",
          "{{ ('a'*90000).strip('b'*90000 ~ 'a')|length }}",
          "{{ range(99999)|map('string')|map('upper')|map('lower')|list|length }}",
          "{{ [{}]|map(attribute='a" + ".b".repeat(40_000) + "')|list }}",
          "{{ messages|sort(attribute='a" + ",a".repeat(40_000) + "') }}",
          "{% macro m(n) %}{% if n > 0 %}{{ m(n-1) ~ m(n-1) }}{% endif %}{% endmacro %}{{ m(99) }}",
          "{% set l = [1, 2] %}{% for i in l recursive %}{{ loop(l) }}{% endfor %}",
          "{% for i in range(99999) %}{{ loop.cycle(*range(99)) }}{% endfor %}",
          "{{ [[1]]|tojson(indent=1000000000) }}",
          "{{ range(30000)|list|tojson(indent=999)|length }}",
          "{{ 'abc'[::-9223372036854775808] }}{{ '%1000000000d' % 1 }}",
          "{{ 9 ** 999999999 }}{{ '{:>1000000000}'.format(1) }}",
          "{{ strftime_now('%c'*90000) }}",
          "{{ " + "(".repeat(9_000) + "1" + ")".repeat(9_000) + " }}",
          "{{ 1" + " < 2".repeat(9_000) + " }}",
          "{%- if 1 -%} {%- endif -%}".repeat(3_000),
          "{{ 1 }}".repeat(9_000),
          "{% for a in [1, 2] %}".repeat(40) + "{% endfor %}".repeat(40));

  private String dearest = "";
  private long mostNanos;
  private String largest = "";
  private long mostBytes;

  @Test
  void aDearTemplateIsRefusedBeforeItCosts() {
    List<Map<String, Object>> variables = GoldenTemplatesTest.allVariables();
    for (int i = 0; IS_TIMED && i < 20; i++) {
      for (String template : GoldenTemplatesTest.allTemplates()) {
        cost(template, variables.get(0));
      }
    }
    DEAR.forEach(template -> check(template, variables.get(0)));
    tell();
  }

  @Test
  void aMutatedTemplateIsRenderedOrRefusedAndNothingElse() {
    List<String> templates = GoldenTemplatesTest.allTemplates();
    List<Map<String, Object>> variables = GoldenTemplatesTest.allVariables();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < TEMPLATES; i++) {
      int chosen = random.nextInt(templates.size());
      String other = templates.get(random.nextInt(templates.size()));
      String template =
          random.nextInt(50) == 0 ? DEAR.get(random.nextInt(DEAR.size())) : templates.get(chosen);
      template = mutated(template, other, random);
      if (IS_TIMED && i < WARM_UP) {
        cost(template, variables.get(chosen));
      } else {
        check(template, variables.get(chosen));
      }
    }
    tell();
  }

  private void tell() {
    if (IS_TIMED) {
      System.out.printf(Locale.ROOT, "dearest: %.1f ms: %s%n", mostNanos / 1e6, shown(dearest));
      System.out.printf(
          Locale.ROOT, "largest: %.1f MiB: %s%n", mostBytes / 1048576.0, shown(largest));
    }
  }

  private static String shown(String template) {
    return template.length() > 300 ? template.substring(0, 300) + "..." : template;
  }

  private void check(String template, Map<String, Object> variables) {
    long[] cost = cost(template, variables);
    assertThat(cost[1]).as("bytes of %s", shown(template)).isLessThan(MOST_BYTES);
    if (IS_TIMED) {
      long nanos = cost[0];
      for (int i = 0; i < 2 && nanos > MOST_NANOS / 4; i++) {
        nanos = Math.min(nanos, cost(template, variables)[0]);
      }
      assertThat(nanos).as("nanoseconds of %s", shown(template)).isLessThan(MOST_NANOS);
      if (nanos > mostNanos) {
        mostNanos = nanos;
        dearest = template;
      }
      if (cost[1] > mostBytes) {
        mostBytes = cost[1];
        largest = template;
      }
    }
  }

  /** Nanoseconds of the processor, and bytes allocated. */
  private static long[] cost(String template, Map<String, Object> variables) {
    long thread = Thread.currentThread().getId();
    long bytes = THREADS.getThreadAllocatedBytes(thread);
    long nanos = THREADS.getCurrentThreadCpuTime();
    try {
      assertThat(Template.parse(template).render(variables, DATE)).isNotNull();
    } catch (TemplateException e) {
      assertThat(e.getMessage()).as(shown(template)).isNotBlank().doesNotContain("\n");
    } catch (RuntimeException | Error e) {
      throw new AssertionError(shown(template), e);
    }
    return new long[] {
      THREADS.getCurrentThreadCpuTime() - nanos, THREADS.getThreadAllocatedBytes(thread) - bytes
    };
  }

  private static String mutated(String template, String other, SplittableRandom random) {
    StringBuilder text = new StringBuilder(template);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(8));
      int start = random.nextInt(other.length() + 1);
      int end = Math.min(other.length(), start + random.nextInt(40));
      String put =
          switch (random.nextInt(5)) {
            case 0 -> "";
            case 1, 2 -> PIECES.get(random.nextInt(PIECES.size()));
            case 3 ->
                text.substring(from, Math.min(text.length(), from + random.nextInt(60)))
                    .repeat(1 + random.nextInt(3));
            default -> other.substring(start, end);
          };
      text.replace(from, to, put);
    }
    return text.toString();
  }
}

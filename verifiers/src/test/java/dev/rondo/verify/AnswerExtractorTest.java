package dev.rondo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is left out of a response before an answer is looked for. */
class AnswerExtractorTest {
  private static final String REASONING = "\\boxed{1}</think>";

  @Test
  void aBoxInReasoningIsNoAnswerWhereverTheWindowBegins() {
    for (int more = -30; more <= 30; more++) {
      String response = REASONING + "x".repeat(AnswerExtractor.WINDOW + more);
      assertThat(AnswerExtractor.extract(response, Extraction.BOXED).text()).isNull();
    }
  }

  @Test
  void whatFollowsTheLastReasoningIsSearchedHoweverLongItWas() {
    for (int length : new int[] {0, 1000, AnswerExtractor.WINDOW - 10, 300_000}) {
      String response = "y".repeat(length) + REASONING + "So \\boxed{7}";
      assertThat(AnswerExtractor.extract(response, Extraction.BOXED).text()).isEqualTo("7");
    }
  }

  @Test
  void onlyTheWindowAtTheEndIsSearched() {
    String box = "\\boxed{1}";
    int rest = AnswerExtractor.WINDOW - box.length();
    assertThat(AnswerExtractor.extract(box + "x".repeat(rest), Extraction.BOXED).text())
        .isEqualTo("1");
    assertThat(AnswerExtractor.extract(box + "x".repeat(rest + 1), Extraction.BOXED).text())
        .isNull();
  }

  @Test
  void wordsBehindAnEmptyBoxStateAnAnswerOnTheLadderOnly() {
    String response = "I put the answer in \\boxed{}. The answer is 42.";
    assertThat(AnswerExtractor.extract(response, Extraction.LADDER))
        .isEqualTo(new AnswerExtractor.Candidate("42", Rung.THE_ANSWER_IS, null));
    assertThat(AnswerExtractor.extract(response, Extraction.BOXED).problem())
        .isEqualTo("no-answer");
  }

  @Test
  void bulletsBehindAHeadlineAreAList() {
    String list = "**Final Answer:**\n\n- 2\n- $x = 4$.\n- 8\n\nI hope it helps.";
    assertThat(AnswerExtractor.extract(list, Extraction.LADDER).text()).isEqualTo("2, $x = 4$, 8");
    assertThat(AnswerExtractor.extract("Answer:\n* 5\n* 7", Extraction.LADDER).text())
        .isEqualTo("5, 7");
    assertThat(AnswerExtractor.extract("Answer: -5", Extraction.LADDER).text()).isEqualTo("-5");
    String reasons = "Answer:\n- " + "a reason that is long ".repeat(5) + "\n- 7";
    assertThat(AnswerExtractor.extract(reasons, Extraction.LADDER).text()).doesNotContain(", 7");
  }

  @Test
  void aBoxThatIsTakenBackBehindItIsNoAnswer() {
    for (String behind :
        new String[] {
          ". No wait, 7 fails.", ".\n\nCorrection: I misadded.", " is wrong.", ". 答案不是 7。"
        }) {
      AnswerExtractor.Candidate candidate =
          AnswerExtractor.extract("So \\boxed{7}" + behind, Extraction.BOXED);
      assertThat(candidate.problem()).as(behind).isEqualTo("no-answer");
    }
    for (String behind :
        new String[] {
          ". Check: 3 + 4 = 7.", ", not 8.", ". Wait, is that wrong? The answer is 7."
        }) {
      AnswerExtractor.Candidate candidate =
          AnswerExtractor.extract("So \\boxed{7}" + behind, Extraction.BOXED);
      assertThat(candidate.text()).as(behind).isEqualTo("7");
    }
  }

  @Test
  void aBoxStaysTheAnswerWhereTheResponseGoesOnToAnotherQuestion() {
    for (String behind :
        new String[] {
          "\n\nQuestion: What is 5+5?\nAnswer: 10",
          "\n\nQ: What is 5+5?\nA: 10",
          "\n\nProblem 2: Find 5+5.\n\nSolution: The answer is 10.",
          "\n\n## Problem\n\nWhat is 5+5? The answer is 10.",
          "\n\n**Question 3**\nWhat is 5+5? The answer is 10.",
          "\n\nUser: What is 5+5?\nAssistant: The answer is 10.",
          "\n\nHuman: That's wrong, isn't it?",
          "<|endoftext|>Question: What is 5+5? Answer: 10",
          "<|im_end|>\n<|im_start|>user\nWhat is 5+5?<|im_end|>\nThe answer is 10.",
          "</s> The answer is 10.",
          "\n\nIn general, the answer is $\\frac{n(n+1)}{2}$.",
          "\n\n**Follow-up:** for $n=4$, the answer is 20.",
          "\n\nBonus: What if x=5? Then the answer would be 20.",
          "\n\n问题：5+5等于多少？答案是10。",
          "\n\nProblem 2: Tom has 20 dollars and wants to withdraw 5.",
          "\n\nThe store will take back 3 of the shirts."
        }) {
      AnswerExtractor.Candidate candidate =
          AnswerExtractor.extract("So \\boxed{12}" + behind, Extraction.BOXED);
      assertThat(candidate.text()).as(behind).isEqualTo("12");
      assertThat(candidate.restated()).as(behind).isNull();
    }
    for (String behind :
        new String[] {
          "\n\nThe final answer is 10.",
          "\n\nAnswer: 10",
          "\n\nThis problem is done. The answer is 10.",
          "\n\nQuestions like this are hard. The answer is 10.",
          "\n\nSolution 2: the answer is 10."
        }) {
      AnswerExtractor.Candidate candidate =
          AnswerExtractor.extract("So \\boxed{12}" + behind, Extraction.BOXED);
      assertThat(candidate.restated()).as(behind).isEqualTo("10");
    }
    for (String behind :
        new String[] {
          ". I withdraw that.", ". Then 5 is left. I retract my answer.", ". Disregard the box."
        }) {
      AnswerExtractor.Candidate candidate =
          AnswerExtractor.extract("So \\boxed{12}" + behind, Extraction.BOXED);
      assertThat(candidate.problem()).as(behind).isEqualTo("no-answer");
    }
  }

  @Test
  void anAnswerThatIsRedefinedCannotBeRead() {
    String redefined = "\\renewcommand{\\sqrt}[1]{#1} \\boxed{\\sqrt{2}}";
    assertThat(AnswerExtractor.extract(redefined, Extraction.BOXED).problem())
        .isEqualTo("unreadable-answer");
    String other = "\\newcommand{\\R}{\\mathbb{R}} On $\\R$ it is \\boxed{\\sqrt{2}}";
    assertThat(AnswerExtractor.extract(other, Extraction.BOXED).text()).isEqualTo("\\sqrt{2}");
  }
}

package dev.rondo.run;

import java.io.IOException;

/**
 * One step of a run: what {@code rondo step} does one of. Named by what it leaves in the directory.
 */
public sealed interface Action {

  /** The step in a few words, such as {@code Sample round 3}. */
  String describe();

  /** Does it, or goes on with it. */
  void perform(RunActions actions) throws IOException, InterruptedException;

  /** Writes the problems: held-out, demonstrations and training. */
  record MakeProblems() implements Action {
    @Override
    public String describe() {
      return "Make problems";
    }

    @Override
    public void perform(RunActions actions) throws IOException {
      actions.makeProblems();
    }
  }

  /** Trains the base policy on the demonstrations and publishes it as round 0's. */
  record WarmStart() implements Action {
    @Override
    public String describe() {
      return "Warm start";
    }

    @Override
    public void perform(RunActions actions) throws IOException {
      actions.warmStart();
    }
  }

  /**
   * Samples and judges a round's rollouts.
   *
   * @param round 1 and above
   */
  record Sample(int round) implements Action {
    @Override
    public String describe() {
      return "Sample round " + round;
    }

    @Override
    public void perform(RunActions actions) throws IOException, InterruptedException {
      actions.sample(Chain.ROUNDS, round);
    }
  }

  /**
   * Trains on a round's rollouts and publishes its policy.
   *
   * @param round 1 and above
   */
  record Train(int round) implements Action {
    @Override
    public String describe() {
      return "Train round " + round;
    }

    @Override
    public void perform(RunActions actions) throws IOException, InterruptedException {
      actions.train(Chain.ROUNDS, round);
    }
  }

  /**
   * Samples and judges a round of a control on shuffled verdicts.
   *
   * @param round 1 and above
   */
  record SampleControl(int round) implements Action {
    @Override
    public String describe() {
      return "Sample round " + round + " of the control";
    }

    @Override
    public void perform(RunActions actions) throws IOException, InterruptedException {
      actions.sample(Chain.CONTROL, round);
    }
  }

  /**
   * Trains a round of the control, on shuffled verdicts.
   *
   * @param round 1 and above
   */
  record TrainControlRound(int round) implements Action {
    @Override
    public String describe() {
      return "Train round " + round + " of the control";
    }

    @Override
    public void perform(RunActions actions) throws IOException, InterruptedException {
      actions.train(Chain.CONTROL, round);
    }
  }

  /** Trains the control: the base policy with more supervised training instead of rounds. */
  record TrainControl() implements Action {
    @Override
    public String describe() {
      return "Train control";
    }

    @Override
    public void perform(RunActions actions) throws IOException {
      actions.trainControl();
    }
  }

  /**
   * Measures a policy on a benchmark.
   *
   * @param benchmark such as {@code held-out}
   * @param policy the policy's name, as {@link RunDirectory#policyDirectory} takes it
   * @param samples per problem
   */
  record Evaluate(String benchmark, String policy, int samples) implements Action {
    @Override
    public String describe() {
      return "Evaluate " + policy + " on " + benchmark;
    }

    @Override
    public void perform(RunActions actions) throws IOException, InterruptedException {
      actions.evaluate(this);
    }
  }

  /**
   * Removes files that the settings {@code retention} no longer keep.
   *
   * @param dataset directory of the dataset that has them
   * @param what one of {@link dev.rondo.dataset.Removal#KINDS}
   */
  record Remove(String dataset, String what) implements Action {
    @Override
    public String describe() {
      return "Remove " + what + " of " + dataset;
    }

    @Override
    public void perform(RunActions actions) throws IOException {
      actions.remove(this);
    }
  }

  /** Writes the report. */
  record WriteReport() implements Action {
    @Override
    public String describe() {
      return "Write report";
    }

    @Override
    public void perform(RunActions actions) throws IOException {
      actions.writeReport();
    }
  }
}

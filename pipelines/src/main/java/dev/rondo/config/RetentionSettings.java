package dev.rondo.config;

/**
 * What of a run is kept on disk. Nothing that a later action of the run needs is ever removed: the
 * base policy, the newest one and the reference stay whole, whatever stands here. Decides no
 * content of datasets, so it may be changed while a run is under way.
 */
public record RetentionSettings(
    @Setting(
            meaning =
                "Newest policies that are kept; 0 keeps all. A policy that is not kept loses all"
                    + " its files but the manifest and trainer/state.json.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int policies,
    @Setting(
            meaning = "Beside the newest, the policy of every so many rounds is kept; 0 for none.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int policiesEvery,
    @Setting(
            meaning = "Whether the policies that the run evaluates are kept beside the newest.",
            byDefault = "true",
            content = false)
        boolean policiesEvaluated,
    @Setting(
            meaning =
                "Newest policies whose trainer state is kept (exact weights beside rounded ones,"
                    + " moments, critic), which only training needs; 0 keeps all.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int states,
    @Setting(
            meaning = "Beside the newest, the state of every so many rounds is kept; 0 for none.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int statesEvery,
    @Setting(
            meaning =
                "Newest rounds whose rollouts are kept; 0 keeps all. Of the others the manifest"
                    + " stays, and what is counted of their verdicts.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int rollouts,
    @Setting(
            meaning =
                "Beside the newest, the rollouts of every so many rounds are kept; 0 for none.",
            unit = "rounds",
            byDefault = "0",
            min = 0,
            max = 1000000,
            content = false)
        int rolloutsEvery) {}

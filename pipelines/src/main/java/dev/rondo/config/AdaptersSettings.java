package dev.rondo.config;

/** Low-rank adapters (LoRA), where they are trained instead of the weights. */
public record AdaptersSettings(
    @Setting(
            meaning =
                "Rank of low-rank adapters (LoRA) that are trained instead of the weights; 0 trains"
                    + " the weights.",
            byDefault = "0",
            min = 0,
            max = 4096,
            formerly = "train.lora-rank")
        int rank,
    @Setting(
            meaning = "Scale of the adapters times their rank.",
            byDefault = "32.0",
            min = 0,
            aboveMin = true,
            max = 100000,
            formerly = "train.lora-alpha")
        double alpha,
    @Setting(
            meaning =
                "Matrices that have an adapter in every layer, separated by commas: out of q_proj,"
                    + " k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj.",
            byDefault = "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj",
            pattern = "(q|k|v|o|gate|up|down)_proj(,(q|k|v|o|gate|up|down)_proj)*",
            formerly = "train.lora-targets")
        String targets) {}

// Walsh-Hadamard transform of WORDS words after a flip of their signs, WORDS a cycle: log2(WORDS) stages of
// butterflies, each with a register for every sum, words one bit wider each. The flip is part of the first stage.
// Prices with `projection fast-hadamard`: one of its projections is one output word.
module hadamard #(
    parameter WORDS  = 64,
    parameter BITS   = 8,
    parameter STAGES = $clog2(WORDS)
) (
    input                            clk,
    input  [WORDS-1:0]               flip,
    input  [WORDS*BITS-1:0]          elements,
    output [WORDS*(BITS+STAGES)-1:0] sums
);
    genvar s, n;
    generate
        for (s = 0; s < STAGES; s = s + 1) begin : stage
            localparam IN = BITS + s;
            localparam OUT = BITS + s + 1;
            localparam HALF = 1 << s;
            wire [WORDS*IN-1:0]  from;
            reg  [WORDS*OUT-1:0] sum;
            for (n = 0; n < WORDS; n = n + 1) begin : butterfly
                // n and its partner differ in bit s; the upper one has the difference.
                localparam LOW  = n & ~HALF;
                localparam HIGH = n | HALF;
                wire signed [IN-1:0]  a = from[LOW*IN +: IN];
                wire signed [IN-1:0]  b = from[HIGH*IN +: IN];
                if (s == 0) begin : first
                    // -x is ~x + 1.
                    wire negate_a = flip[LOW];
                    wire negate_b = flip[HIGH] ^ (n != LOW);
                    wire signed [IN-1:0] x = a ^ {IN{negate_a}};
                    wire signed [IN-1:0] y = b ^ {IN{negate_b}};
                    always @(posedge clk)
                        sum[n*OUT +: OUT] <= x + y + $signed({1'b0, negate_a}) + $signed({1'b0, negate_b});
                end else if (n == LOW) begin : plus
                    always @(posedge clk) sum[n*OUT +: OUT] <= a + b;
                end else begin : minus
                    always @(posedge clk) sum[n*OUT +: OUT] <= a - b;
                end
            end
            if (s == 0) begin : head
                assign from = elements;
            end else begin : link
                assign from = stage[s-1].sum;
            end
        end
        assign sums = stage[STAGES-1].sum;
    endgenerate
endmodule

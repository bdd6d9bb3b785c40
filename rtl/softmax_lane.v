// Lane of an online softmax in base 2: a running maximum rounded up to an integer, 2^(score - maximum) by a table
// of the fraction and a shift, and a running sum that is shifted when the maximum rises. One score a cycle; the
// results come four cycles later. Registers: the score, the difference, the weight, the sum.
// The table is a file of 2^FRACTION hexadecimal words, round(2^(f / 2^FRACTION) 2^(ENTRY - 1)) in ENTRY bits.
// Prices with `softmax base2`.
module softmax_lane #(
    parameter WHOLE    = 8,     // integer bits of a score, with its sign
    parameter FRACTION = 10,    // fraction bits of a score
    parameter ENTRY    = 12,    // bits of a weight, one of them before the point
    parameter SUM      = 24     // bits of the sum
) (
    input                             clk,
    input                             start,    // this score is the first of a query
    input  signed [WHOLE+FRACTION-1:0] score,
    output [ENTRY-1:0]                weight,
    output [SUM-1:0]                  sum
);
    reg [ENTRY-2:0] fractions [0:(1<<FRACTION)-1];    // without the leading one
    initial $readmemh("exponential.hex", fractions);

    // 1: the score.
    reg                              start_1;
    reg signed [WHOLE+FRACTION-1:0]  score_1;
    // 2: the maximum, the distance to it, and how much it has risen.
    reg                              start_2;
    reg signed [WHOLE:0]             most;
    reg [WHOLE+FRACTION+1:0]         below;
    reg [WHOLE+1:0]                  rise;
    // 3: the weight. 4: the sum.
    reg                              start_3;
    reg [WHOLE+1:0]                  rise_3;
    reg [ENTRY-1:0]                  weight_3, weight_4;
    reg [SUM-1:0]                    sum_4;

    wire signed [WHOLE:0] ceiling =
        $signed(score_1[WHOLE+FRACTION-1:FRACTION]) + $signed({1'b0, |score_1[FRACTION-1:0]});
    wire keeps = ~start_1 & (most >= ceiling);
    wire signed [WHOLE:0] larger = keeps ? most : ceiling;
    wire signed [WHOLE+FRACTION+1:0] edge_2 = {larger[WHOLE], larger, {FRACTION{1'b0}}};

    wire [FRACTION-1:0] index = -below[FRACTION-1:0];
    wire [WHOLE+1:0]    shift = below[WHOLE+FRACTION+1:FRACTION] + (|below[FRACTION-1:0]);
    wire [ENTRY-1:0]    entry = {1'b1, fractions[index]};

    always @(posedge clk) begin
        start_1  <= start;
        score_1  <= score;
        start_2  <= start_1;
        most     <= larger;
        below    <= edge_2 - score_1;
        rise     <= larger - most;
        start_3  <= start_2;
        rise_3   <= rise;
        weight_3 <= entry >> shift;
        weight_4 <= weight_3;
        sum_4    <= (start_3 ? {SUM{1'b0}} : sum_4 >> rise_3) + weight_3;
    end
    assign weight = weight_4;
    assign sum    = sum_4;
endmodule

// Selection of the k best of scores in LEVELS levels by counting. Operations: 0 clears; 1 counts a score of `level`;
// 2 adds a level's count, from the highest level down, until k would be passed: that level is the cut; 3 decides whether
// the next score of `level` is accepted: above the cut all, at the cut the first that are left. One access a cycle.
// Registers: the table of counts, the total, the cut, the rest and the decision. One class of weights.
// Prices with `top-k counting`.
module counting_top_k #(
    parameter LEVELS = 129,
    parameter BITS   = 15,
    parameter INDEX  = $clog2(LEVELS)
) (
    input                  clk,
    input      [1:0]       operation,
    input      [INDEX-1:0] level,
    input      [BITS-1:0]  k,
    output reg             accept
);
    reg  [LEVELS*BITS-1:0] counts;
    reg  [BITS-1:0]        total, rest;
    reg  [INDEX-1:0]       cut;
    reg                    found;
    wire [BITS-1:0]        entry = counts[level*BITS +: BITS];
    wire [BITS:0]          sum = entry + (operation == 2'd2 ? total : {{(BITS-1){1'b0}}, 1'b1});
    wire                   at_cut = level == cut;
    integer n;
    always @(posedge clk) begin
        for (n = 0; n < LEVELS; n = n + 1)
            if (operation == 2'd0) counts[n*BITS +: BITS] <= {BITS{1'b0}};
            else if (operation == 2'd1 && level == n) counts[n*BITS +: BITS] <= sum[BITS-1:0];
        if (operation == 2'd0) begin
            total <= {BITS{1'b0}};
            found <= 1'b0;
        end
        if (operation == 2'd2 && !found) begin
            if (sum > k) begin
                found <= 1'b1;
                cut   <= level;
                rest  <= k - total;
            end else total <= sum[BITS-1:0];
        end
        if (operation == 2'd3) begin
            accept <= !found || level > cut || (at_cut && rest != 0);
            if (found && at_cut && rest != 0) rest <= rest - 1'b1;
        end
    end
endmodule

// Score of a stored code against a query's: the number of equal bits (XNOR, then a tree of full adders), registered.
// The codes come from a memory and from the query's register, which are priced apart.
// Prices with the comparing unit of `search sram-scan`, `dram-scan` and `digital-cim`.
module code_score #(
    parameter BITS  = 128,
    parameter COUNT = $clog2(BITS + 1)
) (
    input                  clk,
    input      [BITS-1:0]  key, query,
    output reg [COUNT-1:0] score
);
    wire [COUNT-1:0] count;
    popcount #(.BITS(BITS)) tree (.code(key ~^ query), .count(count));
    always @(posedge clk) score <= count;
endmodule

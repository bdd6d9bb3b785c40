// Choice of every key whose score reaches a level that is known before the search. Operations: 0 starts a query; 1 stores the
// least level of a class of weights; 2 compares the score of a key of a class: `accept` says whether it reaches the level,
// `slot` is its place in the queue of positions. One score a cycle. Registers: the levels, the number of accepted keys, the
// decision and its place. The queue itself is a memory.
// Prices with `top-k compare`.
module compare_top_k #(
    parameter LEVELS  = 129,
    parameter CLASSES = 8,
    parameter BITS    = 15,
    parameter INDEX   = $clog2(LEVELS + 1),
    parameter CLASS   = $clog2(CLASSES)
) (
    input                  clk,
    input      [1:0]       operation,
    input      [CLASS-1:0] weight,
    input      [INDEX-1:0] level,
    output reg             accept,
    output reg [BITS-1:0]  slot
);
    reg  [CLASSES*INDEX-1:0] least;
    reg  [BITS-1:0]          accepted;
    wire                     reaches = level >= least[weight*INDEX +: INDEX];
    always @(posedge clk) begin
        if (operation == 2'd0) accepted <= {BITS{1'b0}};
        if (operation == 2'd1) least[weight*INDEX +: INDEX] <= level;
        if (operation == 2'd2) begin
            accept <= reaches;
            slot   <= accepted;
            if (reaches) accepted <= accepted + 1'b1;
        end
    end
endmodule

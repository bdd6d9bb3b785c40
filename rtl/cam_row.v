// Row of a digital content-addressable memory: a stored code in flip-flops and whether all its bits equal the query's,
// registered. The query comes from a register that all rows share.
// Prices as the digital counterpart of the match lines of `search` (CAM models): no analog cell, no sense amplifier.
module cam_row #(
    parameter BITS = 64
) (
    input                clk,
    input                write,
    input     [BITS-1:0] code, query,
    output reg           match
);
    reg [BITS-1:0] stored;
    always @(posedge clk) begin
        if (write) stored <= code;
        match <= stored == query;
    end
endmodule

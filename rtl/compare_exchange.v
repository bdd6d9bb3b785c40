// Compare-exchange of two keys: the smaller and the larger one, both registered.
// Prices with the sorting networks (`sorter bitonic`, `odd-even-merge`, `top-k bitonic`) and, as its comparator and
// multiplexer, `sorter streaming-merge`.
module compare_exchange #(
    parameter BITS = 32
) (
    input                 clk,
    input      [BITS-1:0] a, b,
    output reg [BITS-1:0] low, high
);
    wire exchange = a > b;
    always @(posedge clk) begin
        low  <= exchange ? b : a;
        high <= exchange ? a : b;
    end
endmodule

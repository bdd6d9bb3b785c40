// Decoder of an address to one of 2^BITS lines. Without registers.
// Prices with `decoder static`.
module decoder #(
    parameter BITS = 6
) (
    input  [BITS-1:0]      address,
    output [(1<<BITS)-1:0] lines
);
    genvar n;
    generate
        for (n = 0; n < (1 << BITS); n = n + 1) begin : line
            assign lines[n] = address == n;
        end
    endgenerate
endmodule

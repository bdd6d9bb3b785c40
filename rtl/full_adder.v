// Full adder: three bits of one weight become a sum bit and a carry. Without registers.
// Prices with `popcount adder-tree`, and as the adder cell of stores that compare codes (`search`).
module full_adder (
    input  a, b, carry_in,
    output sum, carry
);
    assign sum   = a ^ b ^ carry_in;
    assign carry = (a & b) | (carry_in & (a ^ b));
endmodule

// Dot product of int8 vectors, one a cycle, added to a 32-bit sum. A lane holds the streaming element, the
// resident one (a weight) and the next resident one, which is loaded while the other is in use.
// Registers: the inputs, both residents and the sum; the products and their tree are between registers.
// Prices with `mac int8` (lanes that share one sum) and `projection dense-int8`.
module dot_product #(
    parameter LANES = 16
) (
    input                clk,
    input                load,     // the next residents are taken from `weights`
    input                swap,     // the next residents become the residents
    input                start,    // this element starts a new sum
    input  [8*LANES-1:0] weights,
    input  [8*LANES-1:0] elements,
    output [31:0]        sum
);
    reg [8*LANES-1:0] streaming, resident, next;
    reg               fresh;
    reg [31:0]        total;
    wire [31:0]       products;

    product_tree #(.LANES(LANES)) tree (.a(streaming), .b(resident), .sum(products));

    always @(posedge clk) begin
        streaming <= elements;
        fresh     <= start;
        if (load) next <= weights;
        if (swap) resident <= next;
        total <= (fresh ? 32'd0 : total) + products;
    end
    assign sum = total;
endmodule

// Sum of the products of LANES pairs of int8, by halves, in 32 bits; synthesis removes the bits that a level cannot need.
module product_tree #(
    parameter LANES = 2
) (
    input  [8*LANES-1:0] a, b,
    output signed [31:0] sum
);
    localparam LEFT = LANES / 2;
    generate
        if (LANES == 1) begin : leaf
            wire signed [7:0]  x = a;
            wire signed [7:0]  y = b;
            wire signed [15:0] product = x * y;
            assign sum = product;
        end else begin : node
            wire signed [31:0] left, right;
            product_tree #(.LANES(LEFT)) low (
                .a(a[8*LEFT-1:0]), .b(b[8*LEFT-1:0]), .sum(left));
            product_tree #(.LANES(LANES-LEFT)) high (
                .a(a[8*LANES-1:8*LEFT]), .b(b[8*LANES-1:8*LEFT]), .sum(right));
            assign sum = left + right;
        end
    endgenerate
endmodule

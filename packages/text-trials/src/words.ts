// Words of the built-in sentences: common and dissimilar.

/** Adjectives and nouns of things with numbers, each used once in a context. */
export const ADJECTIVES: readonly string[] =
  "red blue green yellow black white silver golden wooden iron old young quiet loud tall small heavy bright dark warm cold round square hollow broken clean dusty gentle narrow wide rapid patient".split(
    " ",
  );

export const NOUNS: readonly string[] =
  "boat lamp horse clock bridge garden hammer violin mountain river castle letter basket candle mirror wagon tower kettle ladder blanket pencil rabbit orchard harbour compass engine button saddle lantern chimney anchor fiddle".split(
    " ",
  );

/** Word lists of the built-in prose. */
export const PROSE = {
  people:
    "the miller|the doctor|Anna|the captain|her brother|the old teacher|Thomas|the innkeeper|the girl from the mill|Mr. Hale|the postman|his aunt|the carpenter|Clara|the judge|the shepherd|the widow|young Peter|the gardener|the clerk|a stranger|the baker|Margaret|the ferryman|the nurse|the smith|Edward|the librarian".split(
      "|",
    ),
  places:
    "the market|the church|the far end of the village|the river|the station|the kitchen|the hill behind the school|the harbour|the inn|the library|the edge of the wood|the town hall|the stable|the orchard|the old bridge|the garden|the post office|the lighthouse|the mill|the square".split(
      "|",
    ),
  times:
    "in the morning|after supper|late that night|on Sunday|before the rain came|when the bells rang|a week later|at noon|by the end of the winter|as soon as it was light|that autumn|towards evening|on the third day|in the spring|long before anyone was awake|at about four o'clock".split(
      "|",
    ),
  deeds:
    "walked to|came back from|hurried towards|had never liked|was seen near|waited for an hour at|asked the way to|spoke for a long time about|drew a careful picture of|could not forget|passed quickly by|told everybody about|went alone to|had once worked at|dreamed of|returned without a word from".split(
      "|",
    ),
  thoughts:
    "it would be better to wait|nothing could be done about it now|the road was longer than before|somebody had been there already|the others must have known|there was still time to turn back|the whole matter was a mistake|the weather would hold|a letter would come sooner or later|it was none of their business|everything depended on the harvest|the house had grown too quiet|one ought to be careful with such things|the money would not last|there was no harm in asking|the answer was plain enough".split(
      "|",
    ),
  things:
    "a basket of apples|an old coat|two letters|a lantern|a bundle of dry wood|the key to the gate|a cup of tea|a small dog|three loaves of bread|a torn map|the newspaper|a pair of boots|a wooden box|some flowers|a length of rope|a jar of honey|the account book|a blue ribbon|a silver spoon|a fishing net".split(
      "|",
    ),
  manners:
    "slowly|with a smile|as if nothing had happened|without looking up|to everyone's surprise|for the first time in years|with great care|in a low voice|rather against his will|as was the custom there|laughing|half asleep|in spite of the cold|after some thought".split(
      "|",
    ),
} as const;
